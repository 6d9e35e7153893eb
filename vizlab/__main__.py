"""`python -m vizlab`: from the shell what the app does: train, list, show, export and clean up runs."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path

from vizlab.errors import VizlabError
from vizlab.progress import Step
from vizlab.recipes import KNOBS, Recipe, canonical_json, from_fields, run_id
from vizlab.shipped import SHIPPED


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it worked, 1 after a sentence on standard error, 130 after Ctrl-C."""
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
    except VizlabError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the epochs done so far are kept, and the same command continues.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m vizlab", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    train = _command(commands, "train", _train, "train a network and keep it")
    train.add_argument("name", nargs="?", choices=[*SHIPPED], help="one that ships: train it again, into the assets")
    for field in dataclasses.fields(Recipe):
        if field.name not in ("data_version", "algorithm"):
            _add_knob(train, field)
    make = _command(commands, "make", _make, "compute a style transfer, an embedding, a VAE or a GAN and keep it")
    make.add_argument("kind", help="style, embedding, vae or gan")
    make.add_argument("fields", nargs="*", metavar="field=value", help="what differs from the default recipe")
    make.add_argument("--bundle", action="store_true", help="copy it into the assets, too")
    make.add_argument("--last", action="store_true", help="with --bundle: the last frame only")
    _command(commands, "list", _list, "all runs, bundled ones first")
    show = _command(commands, "show", _show, "one run as JSON")
    show.add_argument("model", help="such as run/3f9a12c4d7e0")
    export = _command(commands, "export", _export, "one epoch's weights and manifest as a zip")
    export.add_argument("model", help="such as run/3f9a12c4d7e0@4")
    export.add_argument("--to", type=Path, help="file to write; by default named after the model")
    export.add_argument("--bundle", metavar="NAME", help="copy into the assets as bundled/NAME instead")
    export.add_argument(
        "--epochs", type=_epochs, default=[], help="with --bundle: epochs to include, such as 0,1,6 (default: all)"
    )
    gc = _command(commands, "gc", _gc, "drop damaged and least recently used runs beyond the budget")
    gc.add_argument("--budget-bytes", type=int, help="default: VIZLAB_STORE_BYTES")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    summary: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary)
    command.set_defaults(command=run)
    return command


def _add_knob(parser: argparse.ArgumentParser, field: dataclasses.Field[object]) -> None:
    kind = {"str": str, "int": int, "float": float}.get(str(field.type))
    effect = KNOBS[field.name].effect.replace("%", "%%") if field.name in KNOBS else ""
    option = f"--{field.name.replace('_', '-')}"
    if kind is None:
        parser.add_argument(option, action=argparse.BooleanOptionalAction, default=field.default)
    else:
        parser.add_argument(option, type=kind, default=field.default, help=f"{effect} Default: {field.default}".strip())


def _epochs(text: str) -> list[int]:
    """ "0,1,6" -> [0, 1, 6]; argparse says what is wrong with anything else."""
    return [int(part) for part in text.split(",")]


def _train(options: argparse.Namespace) -> None:
    from vizlab.training import settled, train

    shipped = SHIPPED.get(options.name)
    names = {field.name for field in dataclasses.fields(Recipe)}
    own = {name: value for name, value in vars(options).items() if name in names}
    recipe = settled(shipped.recipe if shipped else Recipe(**own))
    print(f"run/{run_id(recipe)}  {canonical_json(recipe)}")
    steps = train(recipe)
    for step in steps:
        _progress(step)
        if "validation accuracy" in step.values and step.phase == "training":
            values = "  ".join(f"{name} {value:.4f}" for name, value in step.values.items())
            print(f"\repoch {step.at:.0f}/{recipe.epochs}  {values}", flush=True)
        if step.result:
            print(f"\rtest accuracy {step.result['report']['accuracy']:.4f} after {step.result['seconds']:.1f} s")
    if shipped:
        _ship(options.name, f"run/{run_id(recipe)}")


def _ship(name: str, reference: str) -> None:
    from vizlab import library

    shipped = SHIPPED[name]
    chosen = list(shipped.epochs or library.open_run(reference).epochs)
    library.bundle(reference, name, chosen, half=shipped.half, with_path=shipped.with_path)


def _make(options: argparse.Namespace) -> None:
    from vizlab.frames import Frames
    from vizlab.jobs.worker import FRAMED

    if options.kind not in FRAMED:
        raise VizlabError(f"The kind must be one of {', '.join(FRAMED)}; got {options.kind!r}.")
    kind, compute = FRAMED[options.kind]()
    recipe: object = from_fields(dict(map(_field, options.fields)), kind)
    print(f"{options.kind}/{run_id(recipe)}  {canonical_json(recipe)}")
    for step in compute(recipe):
        _progress(step)
        if step.result:
            print(f"\r{json.dumps(step.result)[:300]}")
    if options.bundle:
        Frames(options.kind, recipe).bundle(last=options.last)


def _field(text: str) -> tuple[str, object]:
    """ "lr=0.1" -> ("lr", 0.1); what is not JSON is text."""
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _progress(step: Step) -> None:
    """A line that is written over, on a terminal only; a note for the visitor stays."""
    if step.note:
        print(f"\n{step.note}", file=sys.stderr)
    if sys.stdout.isatty():
        print(f"\r{step.phase} {step.done:,}/{step.total:,} {step.unit}s   ", end="", flush=True)


def _list(options: argparse.Namespace) -> None:
    from vizlab import library

    for run in library.bundled() + library.runs():
        accuracy = "unfinished" if run.accuracy is None else f"{run.accuracy:.2%}"
        print(f"{run.reference:24} {accuracy:>10}  epochs {run.epochs[-1] if run.epochs else 0:3}  {run.title}")


def _show(options: argparse.Namespace) -> None:
    from vizlab import library

    run = library.open_run(options.model)
    details = run.record or {"recipe": dataclasses.asdict(run.recipe)}
    print(json.dumps({"title": run.title, "checkpoints": run.epochs} | dict(details), indent=1))


def _export(options: argparse.Namespace) -> None:
    from vizlab import library

    if options.bundle:
        chosen = options.epochs or list(library.open_run(options.model).epochs)
        library.bundle(options.model, options.bundle, chosen)
        return
    target = options.to or Path(options.model.replace("/", "-").replace("@", "-epoch-") + ".zip")
    packed = library.export(options.model)
    try:
        target.write_bytes(packed)
    except OSError as error:
        raise VizlabError(f"{target} cannot be written: {error.strerror}.") from error
    print(target)


def _gc(options: argparse.Namespace) -> None:
    from vizlab.store import budget_bytes, default_store

    budget = budget_bytes() if options.budget_bytes is None else options.budget_bytes
    deleted = default_store().collect(budget)
    print(f"deleted {len(deleted)} entries, {sum(entry.size_bytes for entry in deleted):,} bytes")


if __name__ == "__main__":
    sys.exit(main())
