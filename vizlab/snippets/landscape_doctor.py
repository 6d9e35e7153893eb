"""Sick runs and their cures."""

from __future__ import annotations


def losses(number: int, seed: int, cure: str | None) -> str:
    """Train the patient, and again with a cure, and draw both."""
    lines = f"""from vizlab import doctor
from vizlab.figures import landscape_doctor

fault, setup = doctor.patient({number}, {seed})
runs = {{"as it came in": doctor.train(setup)}}
"""
    if cure is not None:
        lines += f'runs["with the cure"] = doctor.train(doctor.cured(setup, {cure!r}))\n'
    return (
        lines
        + """shown = {name: (run.batch_losses, run.looks, run.validation_losses) for name, run in runs.items()}
figure = landscape_doctor.losses(shown)
figure.write_html("losses.html")
"""
    )


def inside(number: int, seed: int, drawn: str) -> str:
    """Train the patient and draw its gradients or the values of its hidden units."""
    call = {
        "gradients": "gradients(run.looks, run.gradient_norms)",
        "units": 'histogram({"as it came in": run.activations})',
    }[drawn]
    return f"""from vizlab import doctor
from vizlab.figures import landscape_doctor

fault, setup = doctor.patient({number}, {seed})
run = doctor.train(setup)
figure = landscape_doctor.{call}
figure.write_html("{drawn}.html")
"""
