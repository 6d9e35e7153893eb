"""README names everything that can be chosen, set or typed, and nothing that it shows is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vizlab import (
    __main__,
    backward_rules,
    data,
    doctor,
    embeddings,
    filters,
    generative,
    landscapes,
    library,
    models,
    optimizers,
    paints,
    saliency,
    style,
    training,
)
from vizlab.embeddings import colours
from vizlab.embeddings.belief import generators, lessons
from vizlab.embeddings.belief import study as belief
from vizlab.embeddings.depth import separability
from vizlab.embeddings.dimensions import intrinsic, whitening
from vizlab.embeddings.entities import rounds
from vizlab.embeddings.entities import search as nearest
from vizlab.embeddings.graphs import batches as graph_batches
from vizlab.embeddings.graphs import buckets, generated, holes, knowledge, margin, nodes, relations, spaces, taxonomy, trees
from vizlab.embeddings.learned import objectives
from vizlab.embeddings.learned import study as learned_study
from vizlab.embeddings.words import bags, corpora, factors, lexicon, ways, zipf
from vizlab.figures.saliency_compare import SIGNS
from vizlab.figures.saliency_evidence import PENS
from vizlab.filters import operation, shaped
from vizlab.filters.ascent import climb
from vizlab.filters.ascent import recipe as ascent
from vizlab.filters.backward import checks, overlaps
from vizlab.filters.by_hand import channels, line, recovery, windows
from vizlab.filters.causal.masks import MASKS
from vizlab.filters.hourglass.network import DECODERS
from vizlab.filters.pooling.grounds import GROUNDS
from vizlab.filters.pooling.numbers import GRIDS
from vizlab.filters.pooling.unpooling import WAYS
from vizlab.filters.pooling.windows import POOLINGS
from vizlab.filters.reading import directions, neighbours
from vizlab.filters.structure import non_local
from vizlab.filters.units import recipe as units
from vizlab.filters.why import equal_start, nuisances, stripes
from vizlab.generative import image_gan, observation
from vizlab.generative.autoencoders import recipe as ae_recipe
from vizlab.generative.autoencoders import samples as ae_samples
from vizlab.generative.codes import arithmetic, opened, posterior
from vizlab.generative.codes.directions import DIRECTIONS as CODE_DIRECTIONS
from vizlab.generative.diffusion import choices as noise_choices
from vizlab.generative.diffusion import sampling as noise_sampling
from vizlab.generative.diffusion import schedules as noise_schedules
from vizlab.generative.diffusion import showing as noise_showing
from vizlab.generative.exact import decoders as exact
from vizlab.generative.exact import tube
from vizlab.generative.exact.fitting import QS as EXACT_QS
from vizlab.generative.families import contenders, worth
from vizlab.generative.families import learning as families
from vizlab.generative.families import looking as family_looking
from vizlab.generative.families import mixture as family_mixture
from vizlab.generative.families import shapes as family_shapes
from vizlab.generative.pixelwise import completion, tiny, waves
from vizlab.generative.pixelwise import speeds as pixel_speeds
from vizlab.generative.pixelwise.masks import MASKS as CAUSAL_MASKS
from vizlab.generative.pixelwise.network import NETWORKS as PIXEL_NETWORKS
from vizlab.generative.plane_gan import bilinear as plane_bilinear
from vizlab.generative.plane_gan import clouds as plane_clouds
from vizlab.generative.plane_gan import line as plane_line
from vizlab.generative.plane_gan import regular as plane_regular
from vizlab.generative.plane_gan import seeds as plane_seeds
from vizlab.generative.vae import choices as vae_choices
from vizlab.generative.vae import collapse as vae_collapse
from vizlab.landscapes import from_data, network, one_weight, penalties, two_weights
from vizlab.models import imports, pretrained
from vizlab.optimizers.starts import search
from vizlab.optimizers.stochastic import batches, cooling, warm_restarts
from vizlab.robustness import curves, defences, easier, far, plane, poisoning, rays, transfer, universal, zoo
from vizlab.robustness.attacks import ATTACKS, NORMS
from vizlab.robustness.corruptions import CORRUPTIONS, measured
from vizlab.robustness.texture.stimuli import STIMULI
from vizlab.saliency import alignment, evidence, gates, segments, shortcuts
from vizlab.saliency.any_output import networks
from vizlab.saliency.evidence import ranking
from vizlab.shipped import SHIPPED
from vizlab.style.cycle import clouds as cycle_clouds
from vizlab.style.cycle import digits as cycle_digits
from vizlab.style.cycle import losses as cycle_losses
from vizlab.style.cycle import recipe as cycle_recipe
from vizlab.style.judging import draws, swatches, telling
from vizlab.style.onepass import recipe as one_pass
from vizlab.style.reconstruction.changes import CHANGES
from vizlab.style.statistics.normalisers import NORMALISERS
from vizlab.style.studies.recipe import STUDIES
from vizlab.style.stylised import sets

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
TABLES = {
    "data sets": data.DATASETS,
    "architectures": models.ARCHITECTURES,
    "activations": models.ACTIVATIONS,
    "optimizers": training.OPTIMIZERS,
    "schedules": training.SCHEDULES,
    "augmentations": training.AUGMENTATIONS,
    "kernels": filters.KERNELS,
    "operations on pictures": filters.OPERATIONS,
    "kernels with knobs": shaped.SHAPED,
    "ways to pad": operation.BORDERS,
    "examples of windows": windows.EXAMPLES,
    "taps": line.TAPS,
    "colour kernels": channels.COLOUR_KERNELS,
    "pictures to learn a kernel from": recovery.SOURCES,
    "ways back to the pixels": backward_rules.RULES,
    "pictures of a unit": units.PARTS,
    "orders of maps": filters.ORDERS,
    "paints": paints.PAINTS,
    "rules of ascent": climb.RULES,
    "aims of ascent": ascent.AIMS,
    "edges to look for": directions.CONCEPTS,
    "distances of pictures": neighbours.DISTANCES,
    "vectors of places": non_local.VECTORS,
    "numbers to pool": GRIDS,
    "poolings": POOLINGS,
    "what is pooled": GROUNDS,
    "ways back from pooling": WAYS,
    "losses of a convolution": checks.LOSSES,
    "ways to enlarge": overlaps.UPSAMPLERS,
    "masks": MASKS,
    "decoders": DECODERS,
    "restrictions of a layer": stripes.RESTRICTIONS,
    "starts of filters": equal_start.STARTS,
    "nuisances": nuisances.NUISANCES,
    "surfaces": landscapes.SURFACES,
    "racers": optimizers.OPTIMIZERS,
    "problems of mini-batches": batches.PROBLEMS,
    "ways to draw batches": batches.SAMPLINGS,
    "rates that fall": cooling.COOLINGS,
    "rates that rise again": warm_restarts.WARM_SCHEDULES,
    "grounds to escape from": warm_restarts.GROUNDS,
    "schedules of races": optimizers.SCHEDULES,
    "ways of searching": search.WAYS,
    "experiments on rules": optimizers.EXPERIMENTS,
    "faults": doctor.FAULTS,
    "treatments of inputs": from_data.TREATMENTS,
    "losses over one weight": one_weight.LOSSES,
    "models over two weights": two_weights.MODELS,
    "penalties": penalties.PENALTIES,
    "planes through a network's weights": network.PLANES,
    "examples of a network's loss": network.PARTS,
    "saliency methods": saliency.METHODS,
    "baselines": saliency.BASELINES,
    "rules of the path": saliency.PATH_RULES,
    "tasks of attention": alignment.TASKS,
    "scores of attention": alignment.SCORES,
    "gates": gates.GATES,
    "corruptions": CORRUPTIONS,
    "ways to change many pictures": curves.WAYS,
    "changes for all pictures": universal.WAYS,
    "networks of the zoo": zoo.KINDS,
    "networks to transfer between": transfer.TASKS,
    "pictures of nothing": far.NOTHINGS,
    "what is defended": defences.SUBJECTS,
    "what is put before a network": defences.BEFORE,
    "poisons": poisoning.POISONS,
    "pictures to corrupt": measured.PARTS,
    "stimuli": STIMULI,
    "outputs": saliency.OUTPUTS,
    "channels": saliency.CHANNELS,
    "signs of maps": SIGNS,
    "measures of evidence": ranking.MEASURES,
    "columns of evidence": evidence.COLUMNS,
    "likenesses of maps": evidence.LIKENESSES,
    "pens": PENS,
    "changes of a tag": shortcuts.SITUATIONS["tag"],
    "changes of a background": shortcuts.SITUATIONS["background"],
    "ways from a map to a mask": segments.WAYS,
    "networks of numbers": networks.NETWORKS,
    "attacks": ATTACKS,
    "norms of attacks": NORMS,
    "planes around a picture": plane.PLANES,
    "lines through a picture": rays.DIRECTIONS,
    "what moves": easier.MOVERS,
    "style patterns": style.PATTERNS,
    "style textures": style.TEXTURES,
    "starts of a painting": style.STARTS,
    "textures to tell apart": swatches.SOURCES,
    "controls of telling textures apart": telling.CONTROLS,
    "ways to draw random weights": draws.WAYS,
    "ways to stylise training pictures": sets.WAYS,
    "one-pass networks": one_pass.SHIPPED,
    "what one-pass networks learn from": one_pass.PICTURES,
    "poolings of style": style.POOLINGS,
    "statistics of style": style.STATISTICS,
    "where a layer is heard": style.TAPS,
    "normalisers of a style loss": NORMALISERS,
    "changes of a photograph": CHANGES,
    "studies of style": STUDIES,
    "colours of a painting": style.COLORS,
    "pairs of clouds": cycle_clouds.PAIRS,
    "changes of digits": cycle_digits.CHANGES,
    "generators of CycleGAN": cycle_digits.GENERATORS,
    "adversarial losses": cycle_losses.ADVERSARIAL,
    "weights that are varied": dict.fromkeys(cycle_recipe.VARIED),
    "optimizers of a painting": style.OPTIMIZERS,
    "networks that ship": SHIPPED,
    "public weights": pretrained.PRETRAINED,
    "normalisations": imports.NORMALISATIONS,
    "starts of t-SNE": embeddings.INITS,
    "ways to repel": embeddings.FORCES,
    "distances of vectors": embeddings.METRICS,
    "ways to a map": embeddings.METHODS,
    "whitenings": whitening.KINDS,
    "shapes of known dimension": intrinsic.SHAPES,
    "colours of maps": colours.COLOURS,
    "how far classes are apart": separability.MEASURES,
    "lessons of reading t-SNE": lessons.LESSONS,
    "toys": generators.GENERATORS,
    "measures of toys": lessons.MEASURES,
    "studies of belief": belief.STUDIES,
    "rounds of averaging": rounds.WAYS,
    "indexes": nearest.INDEXES,
    "how vectors lie": nearest.SOURCES,
    "generated texts": corpora.CORPORA,
    "tables of words": factors.TABLES,
    "ways from counts to vectors": ways.WAYS,
    "losses of counts": zipf.LOSSES,
    "planted relations": lexicon.RELATIONS,
    "bags of words": bags.BAGS,
    "subjects of documents": bags.SUBJECTS,
    "losses of skip-gram": objectives.OBJECTIVES,
    "studies of learned words": learned_study.STUDIES,
    "graphs": generated.GRAPHS,
    "closeness of nodes": nodes.CLOSENESS,
    "signs of the margin loss": margin.SIGNS,
    "replaced ends of an edge": margin.REPLACED,
    "ways to score negatives": graph_batches.WAYS,
    "relations": knowledge.RELATIONS,
    "relation operators": relations.OPERATORS,
    "closeness of facts": relations.CLOSENESS,
    "ways to fill holes": holes.WAYS,
    "trees": trees.TREES,
    "spaces for trees": spaces.SPACES,
    "what is asked of a tree": taxonomy.GOALS,
    "ways to deal out nodes": buckets.DEALS,
    "data of a VAE": generative.DATA,
    "pixels of a VAE": observation.OBSERVATIONS,
    "VAEs that come along": vae_choices.SHIPPED,
    "causes of collapse": vae_collapse.CAUSES,
    "spacings of the plane": generative.SPACINGS,
    "paths between codes": generative.PATHS,
    "directions of codes": CODE_DIRECTIONS,
    "models opened": opened.SHIPPED,
    "measures of a picture": arithmetic.MEASURES,
    "where codes are drawn": posterior.ORIGINS,
    "decoders of one hidden number": exact.DECODERS,
    "decoders of two": exact.PLANE_DECODERS,
    "Gaussians q": EXACT_QS,
    "curves of a tube": tube.CURVES,
    "sources of codes": ae_samples.SOURCES,
    "studies of auto-encoders": ae_recipe.STUDIES,
    "GANs on images": image_gan.SHIPPED,
    "data of a GAN on images": image_gan.IMAGE_DATA,
    "losses of a GAN on images": image_gan.IMAGE_LOSSES,
    "activations of a GAN on images": image_gan.ACTIVATIONS,
    "outputs of a GAN on images": image_gan.OUTPUTS,
    "rules of DCGAN": image_gan.RULES,
    "generator losses": generative.GENERATOR_LOSSES,
    "clouds in the plane": plane_clouds.CLOUDS,
    "noise on what D sees": plane_regular.NOISE_ON,
    "cures of a collapse": plane_seeds.CURES,
    "generators of one number": plane_line.LINES,
    "plays of two": plane_bilinear.PLAYS,
    "families of models": families.FAMILIES,
    "points of families": family_shapes.SHAPES,
    "shown of families": dict.fromkeys(family_looking.SHOWS),
    "starts of EM": family_mixture.STARTS,
    "schedules of noise": noise_schedules.SCHEDULES,
    "samplers of noise": noise_sampling.SAMPLERS,
    "models of digits": contenders.CONTENDERS,
    "digits taken out of noise": {
        name: value for name, value in noise_showing.DIGITS.items() if value is None or value in (-1, 0, 9)
    },
    "moments of noise": noise_showing.SEEN,
    "diffusion models": noise_choices.DIFFUSION_EXAMPLES,
    "networks that draw by pixel": PIXEL_NETWORKS,
    "masks of a convolution": CAUSAL_MASKS,
    "parts of a digit to hide": completion.PARTS,
    "tiny pictures": tiny.SIZES,
    "masks that see the picture": tiny.FIRST_MASKS,
    "sounds": waves.SOUNDS,
    "rates of sound": pixel_speeds.RATES_HZ,
    "generators of training data": worth.GENERATORS,
    "classifiers of little data": worth.CLASSIFIERS,
}


@pytest.mark.parametrize("table", TABLES)
def test_it_names_every_entry_of_every_table(table: str) -> None:
    assert [entry for entry in TABLES[table] if f"`{entry}`" not in README] == []


def test_it_states_the_accuracy_of_each_network_that_ships() -> None:
    for run in library.bundled():
        name = run.reference.removeprefix("bundled/")
        assert re.search(
            rf"^\| `{name}` \|.*\| {100 * (run.accuracy or 0):.1f} % \| {len(run.epochs)} \|$", README, re.MULTILINE
        ), name


def test_it_names_the_variables_that_the_code_reads_and_no_others() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "vizlab").rglob("*.py"))
    assert set(re.findall(r"`(VIZLAB_\w+)`", README)) == set(re.findall(r'"(VIZLAB_[A-Z0-9_]+)"', code))


def test_it_names_every_shell_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        __main__.main(["--help"])
    commands = re.findall(r"^    (\w+) ", capsys.readouterr().out, flags=re.MULTILINE)
    assert len(commands) >= 5
    for command in commands:
        assert f"python -m vizlab {command}" in README


def test_every_picture_and_file_that_it_names_exists() -> None:
    named = re.findall(r"\]\(([^)]+)\)", README) + re.findall(r"`([\w./]+/[\w./]*|[\w.]+\.(?:py|md|toml))`", README)
    inside = [*ROOT.glob("vizlab/*.py"), *ROOT.glob("vizlab/*/")]
    known = {path.name for path in inside} | {f"{path.name}/" for path in inside}
    assert len(named) > 20
    for name in set(named) - {*pretrained.PRETRAINED, style.RANDOM}:  # networks, not files
        assert (ROOT / name).exists() or name in known, name
