"""The way to public weights that are not on this machine yet: what they are, the button, the live download."""

from __future__ import annotations

import streamlit as st

from pages import common, job_panel
from vizlab.models import pretrained


def fetched(network: str) -> bool:
    """Whether the network's weights are here; else the way to get them."""
    if network not in pretrained.PRETRAINED or pretrained.is_ready(network):
        return True
    known, job = pretrained.PRETRAINED[network], f"download-{network.replace('/', '-')}"
    snapshot = job_panel.watch(job)
    if snapshot and snapshot.is_live:
        job_panel.panel(job, lambda _: None)
        return False
    job_panel.ending(snapshot)
    st.info(f"The weights of {known.title} are not on this machine: {known.file.download_bytes / 1e6:.0f} MB, {known.licence}.")
    if st.button("Download the weights", key="download"):
        job_panel.jobs().start("download", network, job=job, visitor=common.visitor())
        st.rerun()
    return False
