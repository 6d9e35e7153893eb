"""What can be set of the models on a line: a setting is also what the address carries, field by field."""

from __future__ import annotations

from dataclasses import dataclass

from vizlab.generative.exact.decoders import DECODERS, LINE, find
from vizlab.generative.exact.fitting import BEST, OWN, PRIOR, QS, chosen
from vizlab.generative.exact.line import Gaussian, Model
from vizlab.recipes import Knob, check


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A model, an observation and a q. Defaults: a straight line with q at the prior."""

    exact_decoder: str = LINE
    exact_w: float = 1.3
    exact_eta: float = 0.4
    exact_x: float = 0.9
    exact_q: str = OWN
    q_mu: float = 0.2
    q_var: float = 0.05
    is_seed: int = 0

    def __post_init__(self) -> None:
        """Check types, ranges and names. Errors: `VizlabError`."""
        check(self, KNOBS)
        find(self.exact_decoder, DECODERS)
        find(self.exact_q, dict.fromkeys(QS))

    @property
    def model(self) -> Model:
        """z -> x."""
        return Model(self.exact_decoder, self.exact_w, self.exact_eta)

    @property
    def q(self) -> Gaussian:
        """The Gaussian that is meant: as set, the best, or the prior."""
        return chosen(self.model, self.exact_x, self.exact_q, Gaussian(self.q_mu, self.q_var))


KNOBS: dict[str, Knob] = {
    "exact_w": Knob(-3.0, 3.0, "Scale of the decoder: the larger, the more x says about z."),
    "exact_eta": Knob(0.02, 2.0, "Variance of the noise on x: the smaller, the narrower the posterior."),
    "exact_x": Knob(-4.0, 4.0, "What is observed."),
    "q_mu": Knob(-3.0, 3.0, "Mean of q. A click into the map of bounds sets it, too."),
    "q_var": Knob(0.01, 1.5, "Variance of q."),
    "is_seed": Knob(0, 2**31 - 1, "Of the samples.", tuple(range(10))),
}
# The three of a check on paper, with gaps of 0, 2.104493 and 0.639984 nats, and three that no Gaussian fits.
EXAMPLES: dict[str, Setting] = {
    "q too narrow: gap 0.640": Setting(),
    "q at the prior: gap 2.104": Setting(exact_q=PRIOR),
    "q at the posterior: gap 0": Setting(exact_q=BEST),
    "two humps": Setting(exact_decoder="parabola", exact_eta=0.1, exact_q=BEST),
    "many humps": Setting(exact_decoder="sine", exact_eta=0.05, exact_q=BEST),
    "three humps": Setting(exact_decoder="cubic", exact_eta=0.1, exact_x=0.4, exact_q=BEST),
}
