"""The topic Buckets of the view Graphs: which parts of a large graph can be learned at once."""

from __future__ import annotations

import streamlit as st

from pages import common, knobs
from pages.embedding_views.graphs_knobs import pick_seed
from vizlab.embeddings.graphs import buckets
from vizlab.figures import embedding_grids as figures
from vizlab.figures.embedding_graphs import CONTROLS_PX
from vizlab.snippets import embedding_grids as code


@st.cache_data(max_entries=32, show_spinner=False)
def planned(shards: int, machines: int, deal: str, seed: int) -> buckets.Plan:
    return buckets.plan(shards, machines, deal, seed)


def look() -> None:
    """URL: shards, machines, deal, seed."""
    columns = st.columns(4)
    with columns[0]:
        shards = knobs.knob("shards", buckets.KNOBS["shards"], 8)
    with columns[1]:
        machines = knobs.knob("machines", buckets.KNOBS["machines"], 4)
    with columns[2]:
        deal = common.choose(st.segmented_control, "Nodes are dealt", list(buckets.DEALS), key="deal")
    with columns[3]:
        seed = pick_seed()
    choice = (shards, machines, deal, seed)
    plan = planned(*choice)
    common.metrics(
        {
            "Rounds": f"{len(plan.rounds)}",
            "at least needed": f"{buckets.least(shards, machines)}",
            "Shards used twice in a round": f"{buckets.conflicts(plan.rounds)}",
            "Nodes a machine holds": f"{2 / shards:.0%}",
            "Speed-up": f"{plan.speed_up:.1f} of {min(machines, max(map(len, plan.rounds)))}",
        }
    )
    left, right = st.columns(2, gap="large")
    with left:
        common.snug_at("buckets", 1.0, CONTROLS_PX + 60)
        common.show(
            figures.buckets(plan.edges, plan.rounds),
            key="buckets",
            alt=f"{shards} × {shards} buckets of edges, learned in {len(plan.rounds)} rounds",
            code=code.buckets(*choice),
            arrays={"edges": plan.edges},
        )
        st.caption("Numbers are shares of all edges, per cent. A colour is a machine at work, grey is done.")
    with right:
        largest, means = plan.loads
        common.show(
            figures.loads(largest, means),
            key="loads",
            alt="Edges of the largest bucket and of the mean bucket in each round",
            code=code.loads(*choice),
            columns={"round": list(range(1, len(largest) + 1)), "largest": largest, "mean": means},
        )
        st.caption(
            "Each round waits for its largest bucket. Dealt at random, buckets are nearly equal; dealt by community, the "
            "diagonal has most edges, and machines wait."
        )
        with st.expander("The schedule"):
            st.table(
                {
                    "Round": [str(number) for number in range(1, len(plan.rounds) + 1)],
                    "Buckets, from → to": [", ".join(f"{a} → {b}" for a, b in each) for each in plan.rounds],
                },
                border="horizontal",
                hide_index=True,
            )
