"""Pictures one after another as a film: GIF by Pillow, MP4 (H.264) by PyAV.

PyAV brings 25 MB of FFmpeg into whatever imports it, so a process of its own encodes: `python -m vizlab.movies < film.npy`.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vizlab.errors import VizlabError

RATE = 8  # pictures a second
HOLD_S = 2  # how long the last one stays
PATIENCE_S = 60


def gif(frames: Sequence[NDArray[np.uint8]]) -> bytes:
    """Pictures (h, w, 3) of one size -> the bytes of a GIF that repeats; 256 colours each, as the format has."""
    pictures = [Image.fromarray(frame) for frame in _checked(frames)]
    durations = [1000 // RATE] * (len(pictures) - 1) + [1000 * HOLD_S]
    packed = io.BytesIO()
    pictures[0].save(packed, "GIF", save_all=True, append_images=pictures[1:], duration=durations, loop=0)
    return packed.getvalue()


def mp4(frames: Sequence[NDArray[np.uint8]]) -> bytes:
    """Pictures (h, w, 3) of one size -> the bytes of an MP4 file, which every browser and phone plays.

    Errors: `VizlabError` if PyAV is not installed or cannot encode.
    """
    packed = io.BytesIO()
    np.save(packed, np.stack(_checked(frames)), allow_pickle=False)
    command = [sys.executable, "-m", "vizlab.movies"]
    done = subprocess.run(command, input=packed.getvalue(), capture_output=True, timeout=PATIENCE_S, check=False)
    if done.returncode:
        last = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
        raise VizlabError(f"A film as MP4 needs the package av (PyAV) with H.264; it said: {last}")
    return done.stdout


def _encode(frames: NDArray[np.uint8]) -> bytes:
    """Frames (n, h, w, 3) -> an MP4 file. H.264 halves the colours' resolution, so odd sides repeat their last line."""
    import av

    n, h, w, _ = frames.shape
    frames = np.pad(frames, ((0, 0), (0, h % 2), (0, w % 2), (0, 0)), mode="edge")
    packed = io.BytesIO()
    with av.open(packed, "w", format="mp4") as film:
        stream = film.add_stream("h264", rate=RATE, options={"crf": "18"})
        stream.width, stream.height, stream.pix_fmt = w + w % 2, h + h % 2, "yuv420p"
        for index in [*range(n), *[n - 1] * (RATE * HOLD_S - 1)]:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(frames[index], format="rgb24")))
        film.mux(stream.encode(None))
    return packed.getvalue()


def _checked(frames: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    shapes = {frame.shape for frame in frames}
    if len(shapes) != 1:
        raise VizlabError(f"A film needs pictures of one size, at least one; got the sizes {sorted(shapes)}.")
    return list(frames)


if __name__ == "__main__":
    sys.stdout.buffer.write(_encode(np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False)))
