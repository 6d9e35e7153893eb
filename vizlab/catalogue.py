"""The index of demonstrations: each thing that can be seen, where it is, and the test that proves it.

To add a page: one `Page`, and a script of its name in `pages/`. To add a demonstration: one `Demonstration`; the home page
finds it, and a test opens its link and fails if the test that it names does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Page:
    """One page: `name` is its script in pages/, its address, and its picture in assets/thumbnails/."""

    name: str
    title: str
    heading: str
    summary: str

    @property
    def script(self) -> str:
        """Path of its script below the app."""
        return f"pages/{self.name}.py"


@dataclass(frozen=True)
class Demonstration:
    """One thing to see. methods: IDs of the method list. parameters: the URL that opens exactly it. proof: file::test."""

    title: str
    methods: tuple[str, ...]
    page: str
    proof: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def search(words: str) -> list[Demonstration]:
    """Demonstrations whose title, page or method ID contains every word, in the order of the table."""
    wanted = words.casefold().split()
    return [found for found in DEMONSTRATIONS if all(word in _haystack(found) for word in wanted)]


def find_page(name: str) -> Page:
    """The page of that name; KeyError if there is none."""
    return {page.name: page for page in PAGES}[name]


def _haystack(found: Demonstration) -> str:
    return " ".join((found.title, find_page(found.page).title, *found.methods, *found.parameters.values())).casefold()


PAGES: tuple[Page, ...] = (
    Page(
        "home",
        "Home",
        "See deep learning work",
        "vizlab trains real networks in front of you and lets you look inside them: one trained model opens on every page, at "
        "every epoch of its training. Every picture carries a number that says whether to believe it, and every view has a link "
        "that shows others the same.",
    ),
    Page(
        "train",
        "Train",
        "Train a network",
        "Choose data, a network and how it learns; watch it learn; then see what it gets wrong. Every run is kept, epoch by "
        "epoch, for all other pages.",
    ),
    Page(
        "datasets",
        "Data",
        "What networks learn from",
        "Every data set with its card; drawn shapes with cues planted on purpose, for proof; and your own pictures and tables, "
        "to train on here.",
    ),
    Page(
        "models",
        "Models",
        "The library of networks",
        "Every network here with its card; any architecture layer by layer, down to the last multiply-add; two side by side; "
        "and a network of your own, which every page can open.",
    ),
    Page(
        "landscapes",
        "Landscapes",
        "Optimizer landscapes",
        "A race of optimizers over one surface: every path is computed by the exact rule, none is clipped, and the table says "
        "who arrived, who got stuck and who flew off.",
    ),
    Page(
        "filters",
        "Filters",
        "Convolution filters",
        "What every layer of a trained network makes of your picture, at every epoch of its training; and the one operation "
        "behind it, with a kernel that you can edit.",
    ),
    Page(
        "saliency",
        "Saliency",
        "Where did the network look?",
        "Maps of what the answer depends on, side by side on your own picture, with numbers that say whether to believe them.",
    ),
    Page(
        "style",
        "Style",
        "Style transfer",
        "One picture painted in the manner of another, pixel by pixel, while you watch; the losses of every layer say what is "
        "being traded for what.",
    ),
    Page(
        "embeddings",
        "Embeddings",
        "Embeddings",
        "Hundreds of dimensions on a flat map, of raw pixels or of any layer of a trained network, with numbers that say how "
        "much of the map to believe.",
    ),
    Page(
        "generative",
        "Sampling",
        "GAN and VAE sampling",
        "Watch a distribution being learned, walk through the space of codes behind it, and count what was lost on the way.",
    ),
)

DEMONSTRATIONS: tuple[Demonstration, ...] = (
    Demonstration(
        "A shortcut planted on purpose: a tag in the corner that goes with the class, four times in five",
        ("S23",),
        "datasets",
        "tests/data/test_shapes_agreement.py::test_the_measured_share_is_the_one_that_is_planted",
        {"view": "Shapes", "shortcut": "tag", "agreement": "0.8"},
    ),
    Demonstration(
        "The same images with the tag left out: the control for a network that relies on it",
        ("S23",),
        "datasets",
        "tests/data/test_shapes_agreement.py::test_a_tag_that_is_left_out_is_not_seen",
        {"view": "Shapes", "shortcut": "tag", "place": "none"},
    ),
    Demonstration(
        "A background of its own for each class: a shortcut that no mask shows",
        ("S23",),
        "datasets",
        "tests/data/test_shapes.py::test_the_background_tells_the_class_as_often_as_the_switch_says",
        {"view": "Shapes", "shortcut": "background", "agreement": "1.0"},
    ),
    Demonstration(
        "Shape against texture: each outline filled with the texture of another class",
        ("S47",),
        "datasets",
        "tests/data/test_shapes_agreement.py::test_the_measured_share_is_the_one_that_is_planted",
        {"view": "Shapes", "shortcut": "none", "texture": "of another class"},
    ),
    Demonstration(
        "Two objects of different classes, with the exact outline of each",
        ("S19",),
        "datasets",
        "tests/figures/test_sheets.py::test_an_outline_encloses_the_mask_to_the_pixel",
        {"view": "Shapes", "shortcut": "none", "second": "true", "outline": "true"},
    ),
    Demonstration(
        "A data set of your own: upload a zip or a table, keep it, train on it",
        ("O4",),
        "datasets",
        "tests/pages/test_datasets_page.py::test_a_zip_is_shown_kept_trained_on_and_deleted",
        {"view": "Your own"},
    ),
    Demonstration(
        "A network learns to read digits in seconds, on your machine",
        ("O4", "O95"),
        "train",
        "tests/training/test_loop.py::test_the_default_digits_network_reaches_98_percent",
    ),
    Demonstration(
        "Fashion-MNIST: 60,000 garments, 93 % right",
        ("O4", "C24"),
        "train",
        "tests/test_library.py::test_bundled_models_are_as_good_as_their_records_say",
        {
            "data": "Fashion-MNIST",
            "depth": "3",
            "epochs": "10",
            "batch_size": "128",
            "augment": "flip",
            "smoothing": "0.1",
            "lr": "0.01",
        },
    ),
    Demonstration(
        "Learning rate far too small: the curve crawls",
        ("O96",),
        "train",
        "tests/training/test_diagnosis.py::test_a_tiny_learning_rate_is_called_slow",
        {"lr": "1e-05", "epochs": "10", "schedule": "constant"},
    ),
    Demonstration(
        "Learning rate far too large: the loss explodes",
        ("O96", "O94"),
        "train",
        "tests/training/test_loop.py::test_a_huge_learning_rate_ends_with_a_sentence",
        {
            "lr": "1.0",
            "optimizer": "SGD with momentum",
            "momentum": "0.95",
            "batch_norm": "false",
            "activation": "leaky ReLU",
            "schedule": "constant",
        },
    ),
    Demonstration(
        "A curve that looks flat but is still falling",
        ("O95",),
        "train",
        "tests/training/test_diagnosis.py::test_a_curve_that_still_falls_is_called_unfinished",
        {"optimizer": "SGD", "lr": "0.003", "epochs": "10", "schedule": "constant"},
    ),
    Demonstration(
        "A straight line cannot separate XOR",
        ("XG15", "O94"),
        "train",
        "tests/training/test_loop.py::test_a_line_cannot_separate_xor_and_a_hidden_layer_can",
        {"data": "XOR", "model": "logistic regression"},
    ),
    Demonstration(
        "One hidden layer bends the plane until XOR falls apart",
        ("XG16",),
        "train",
        "tests/training/test_loop.py::test_a_line_cannot_separate_xor_and_a_hidden_layer_can",
        {"data": "XOR", "model": "MLP", "depth": "1"},
    ),
    Demonstration(
        "Two spirals, unrolled by three layers",
        ("XG16",),
        "train",
        "tests/test_library.py::test_bundled_models_are_as_good_as_their_records_say",
        {"data": "spirals", "model": "MLP", "depth": "3"},
    ),
    Demonstration(
        "Before training the loss is log C: a network that knows nothing",
        ("XD21",),
        "train",
        "tests/training/test_loop.py::test_the_loss_before_training_is_that_of_chance",
    ),
    Demonstration(
        "Sanity check: learn sixteen examples by heart",
        ("XD21",),
        "train",
        "tests/training/test_checks.py::test_a_sound_network_learns_sixteen_examples_by_heart",
    ),
    Demonstration(
        "The most confident mistakes of a network",
        ("S6",),
        "train",
        "tests/training/test_report.py::test_mistakes_are_wrong_and_sorted_by_confidence",
        {
            "data": "Fashion-MNIST",
            "depth": "3",
            "epochs": "10",
            "batch_size": "128",
            "augment": "flip",
            "smoothing": "0.1",
            "lr": "0.01",
        },
    ),
    Demonstration(
        "Predict the mistake: a quiz against chance",
        ("S6",),
        "train",
        "tests/training/test_quiz.py::test_a_question_offers_the_answer_the_truth_and_the_likeliest_other_class",
    ),
    Demonstration(
        "In a ravine, gradient descent swings across and creeps along",
        ("O44", "O43"),
        "landscapes",
        "tests/optimizers/test_race.py::test_in_a_ravine_it_swings_across_and_creeps_along",
    ),
    Demonstration(
        "Six optimizers through Rosenbrock's curved valley",
        ("O1", "O8", "O12", "O13", "O17", "O20"),
        "landscapes",
        "tests/optimizers/test_rules.py::test_torch_walks_the_same_path",
        {"surface": "Rosenbrock"},
    ),
    Demonstration(
        "Every step of gradient descent stands on the level line",
        ("O1",),
        "landscapes",
        "tests/optimizers/test_race.py::test_every_step_of_gradient_descent_stands_on_the_level_line",
        {"surface": "bowl", "lr_gd": "0.2", "steps": "50"},
    ),
    Demonstration(
        "Momentum with β = 0 is gradient descent",
        ("O8",),
        "landscapes",
        "tests/optimizers/test_rules.py::test_without_momentum_they_are_gradient_descent",
        {"momentum": "0.0", "lr_gd": "0.01", "lr_nesterov": "0.01"},
    ),
    Demonstration(
        "Nesterov looks ahead and brakes earlier than momentum",
        ("O12",),
        "landscapes",
        "tests/optimizers/test_rules.py::test_nesterov_in_two_forms_visits_the_same_look_ahead_points",
        {"momentum": "0.95", "lr_momentum": "0.005"},
    ),
    Demonstration(
        "AdaGrad's steps only ever shrink; RMSProp forgets",
        ("O13", "O17"),
        "landscapes",
        "tests/optimizers/test_rules.py::test_rmsprop_forgets_and_adagrad_does_not",
        {"surface": "Rosenbrock", "lr_adagrad": "0.1", "lr_rmsprop": "0.1"},
    ),
    Demonstration(
        "Adam's first step is as long as its rate, however steep it is",
        ("O20",),
        "landscapes",
        "tests/optimizers/test_rules.py::test_adams_first_step_is_as_long_as_its_rate",
        {"surface": "Himmelblau", "steps": "10"},
    ),
    Demonstration(
        "A learning rate over 2/λ flies off",
        ("O43",),
        "landscapes",
        "tests/optimizers/test_race.py::test_below_twice_over_the_curvature_the_loss_falls_at_every_step",
        {"lr_gd": "0.05"},
    ),
    Demonstration(
        "Turn the axes: gradient descent does not care, Adam does",
        ("O45",),
        "landscapes",
        "tests/optimizers/test_race.py::test_turned_axes_are_nothing_to_gradient_descent_and_much_to_adam",
        {"angle": "45"},
    ),
    Demonstration(
        "Four minima: the rule decides in which valley it ends",
        ("O42",),
        "landscapes",
        "tests/optimizers/test_race.py::test_from_one_start_different_rules_end_in_different_valleys",
        {"surface": "Himmelblau"},
    ),
    Demonstration(
        "A plateau, on which only some rules move at all",
        ("O42",),
        "landscapes",
        "tests/optimizers/test_race.py::test_on_a_plateau_only_rules_that_ignore_the_size_of_the_slope_move",
        {"surface": "plateau"},
    ),
    Demonstration(
        "Exactly on a saddle's ridge nothing ever leaves",
        ("O46",),
        "landscapes",
        "tests/optimizers/test_race.py::test_on_the_ridge_nothing_leaves_the_saddle_and_a_millionth_beside_it_does",
        {"surface": "saddle", "steps": "1000"},
    ),
    Demonstration(
        "A nudge of a millionth frees them from the saddle: 284 steps, or 78 with momentum",
        ("O46",),
        "landscapes",
        "tests/optimizers/test_race.py::test_on_the_ridge_nothing_leaves_the_saddle_and_a_millionth_beside_it_does",
        {"surface": "saddle", "nudge": "1e-06"},
    ),
    Demonstration(
        "What every layer of a network makes of a picture",
        ("C52",),
        "filters",
        "tests/filters/test_layers.py::test_every_map_is_that_of_a_plain_forward_pass",
    ),
    Demonstration(
        "The first kernels before training: dice, with no direction",
        ("C50",),
        "filters",
        "tests/filters/test_kernel_change.py::test_training_turns_the_first_kernels_and_gives_them_a_direction",
        {"epoch": "0"},
    ),
    Demonstration(
        "First-layer kernels of a colour network, as pictures",
        ("C50",),
        "filters",
        "tests/figures/test_mosaics.py::test_colour_kernels_are_grey_at_zero_and_named_by_their_weights",
        {"reference": "bundled/cifar-cnn", "source": "Photograph"},
    ),
    Demonstration(
        "A map is largest where the picture matches its kernel",
        ("C52", "C6"),
        "filters",
        "tests/filters/test_layers.py::test_the_largest_value_stands_where_the_kernel_was_planted",
        {"map": "11"},
    ),
    Demonstration(
        "Deeper kernels: one slice for each map of the layer before",
        ("C50",),
        "filters",
        "tests/filters/test_sums.py::test_the_strongest_inputs_come_first",
        {"layer": "block3.conv", "input": "6"},
    ),
    Demonstration(
        "What the deepest maps see of the picture: receptive fields",
        ("C52",),
        "filters",
        "tests/filters/test_fields.py::test_the_window_holds_all_that_has_an_effect_and_no_more",
        {"layer": "block3.activation"},
    ),
    Demonstration(
        "One kernel, one window, nine products: convolution by hand",
        ("C2", "C6"),
        "filters",
        "tests/filters/test_operation.py::test_every_pixel_is_the_sum_of_its_products",
        {"view": "Kernel"},
    ),
    Demonstration(
        "Convolution turns the kernel, cross-correlation does not",
        ("C2", "C5"),
        "filters",
        "tests/filters/test_operation.py::test_a_turned_kernel_makes_one_operation_the_other",
        {"view": "Kernel", "kernel": "shift", "operation": "convolution"},
    ),
    Demonstration(
        "Edges, blur and corners: what hand-made kernels answer to",
        ("C8",),
        "filters",
        "tests/filters/test_operation.py::test_an_edge_is_found_where_it_was_planted",
        {"view": "Kernel", "kernel": "Sobel y"},
    ),
    Demonstration(
        "Stride and padding: the size of the output, with the numbers filled in",
        ("C27",),
        "filters",
        "tests/filters/test_operation.py::test_the_size_is_that_of_torch_for_all_legal_settings",
        {"view": "Kernel", "stride": "2", "padding": "0"},
    ),
    Demonstration(
        "A network that cheats: its answer comes from the tag in the corner",
        ("S23",),
        "saliency",
        "tests/test_library.py::test_the_cheat_falls_with_the_tag_and_the_honest_network_does_not",
        {"reference": "bundled/shapes-cheat", "sample": "3"},
    ),
    Demonstration(
        "The same network without a tag to read looks at the shape",
        ("S23",),
        "saliency",
        "tests/test_library.py::test_the_cheat_falls_with_the_tag_and_the_honest_network_does_not",
        {"reference": "bundled/shapes-honest", "sample": "3"},
    ),
    Demonstration(
        "Which pixels would change the score: the input gradient",
        ("S8", "S9"),
        "saliency",
        "tests/saliency/test_gradient.py::test_captum_finds_the_same_gradient",
    ),
    Demonstration(
        "Sum over colours instead of the maximum",
        ("S10",),
        "saliency",
        "tests/saliency/test_gradient.py::test_joining_the_channels_matters_in_colour_only",
        {"channels": "sum"},
    ),
    Demonstration(
        "Why the score before softmax: the gradient of a sure network vanishes",
        ("S11",),
        "saliency",
        "tests/saliency/test_gradient.py::test_where_the_network_is_certain_only_the_score_still_shows_something",
        {"output": "log-probability"},
    ),
    Demonstration(
        "SmoothGrad: averaging noisy copies takes the grain out of the gradient",
        ("S13",),
        "saliency",
        "tests/saliency/test_smoothgrad.py::test_more_copies_make_the_map_smoother",
        {"n_samples": "64"},
    ),
    Demonstration(
        "Too much noise drowns the picture, and the map with it",
        ("S13",),
        "saliency",
        "tests/saliency/test_smoothgrad.py::test_the_noise_is_a_share_of_the_pictures_own_range",
        {"sigma": "1.0"},
    ),
    Demonstration(
        "A map of dice scores at chance: the control beside every map",
        ("S8",),
        "saliency",
        "tests/saliency/test_control.py::test_it_scores_at_chance_where_real_maps_do_not",
        {"seed": "3"},
    ),
    Demonstration(
        "Where the network looked: Grad-CAM",
        ("S19",),
        "saliency",
        "tests/saliency/test_gradcam.py::test_captum_finds_the_same_map",
    ),
    Demonstration(
        "The same picture before any training: what the architecture alone shows",
        ("S8", "S19"),
        "saliency",
        "tests/saliency/test_methods.py::test_a_randomised_model_changes_the_map",
        {"epoch": "0"},
    ),
    Demonstration(
        "A cat in stained glass, painted by its own gradient",
        ("N1", "N11"),
        "style",
        "tests/style/test_style_transfer.py::test_both_losses_fall_from_noise",
    ),
    Demonstration(
        "The same cat under the wave",
        ("N1",),
        "style",
        "tests/style/test_style_view.py::test_a_painting_stays_like_its_content_unless_the_style_may_take_all",
        {"style": "pattern/Waves"},
    ),
    Demonstration(
        "From noise: what appears was made by the losses alone",
        ("N2", "N15"),
        "style",
        "tests/style/test_style_transfer.py::test_a_painting_that_starts_from_the_photograph_has_no_content_loss_at_first",
        {"init": "noise"},
    ),
    Demonstration(
        "Style against content: weaker style, a truer photograph",
        ("N13",),
        "style",
        "tests/style/test_style_transfer.py::test_more_strength_gives_less_style_loss_and_more_content_loss",
        {"strength": "10.0"},
    ),
    Demonstration(
        "The Gram matrix of a layer: what there is, and nothing of where",
        ("N8", "N9"),
        "style",
        "tests/style/test_style_losses.py::test_a_gram_matrix_is_symmetric_positive_and_knows_no_places",
        {"layer": "block3.activation"},
    ),
    Demonstration(
        "A Gram matrix as the mean of outer products over all positions",
        ("N10",),
        "style",
        "tests/style/test_style_losses.py::test_the_sum_of_outer_products_is_their_mean_times_the_number_of_positions",
        {"layer": "block1.activation"},
    ),
    Demonstration(
        "Fine grain only: the shallow layers of style",
        ("N12",),
        "style",
        "tests/style/test_style_transfer.py::test_fine_and_coarse_layers_of_style_share_only_the_pixels",
        {"grain": "fine"},
    ),
    Demonstration(
        "Style through a network that was never trained",
        ("N24",),
        "style",
        "tests/style/test_style_networks.py::test_the_random_network_depends_on_its_seed_alone",
        {"network": "random/small"},
    ),
    Demonstration(
        "Texture from nothing: the photograph hardly counts",
        ("N14",),
        "style",
        "tests/style/test_style_transfer.py::test_style_alone_from_noise_matches_the_texture_and_not_its_places",
        {"strength": "10000.0", "init": "noise"},
    ),
    Demonstration(
        "Total variation takes the noise away, and then the strokes",
        ("N16",),
        "style",
        "tests/style/test_style_transfer.py::test_weight_on_smoothness_makes_it_smoother",
        {"tv": "10.0"},
    ),
    Demonstration(
        "Adam instead of L-BFGS: faster steps that lead less far",
        ("N23",),
        "style",
        "tests/style/test_style_transfer.py::test_the_line_search_gets_further_than_adam_in_as_many_steps",
        {"optimizer": "Adam"},
    ),
    Demonstration(
        "t-SNE of handwritten digits, from a point to ten islands",
        ("E1",),
        "embeddings",
        "tests/embeddings/test_tsne.py::test_the_divergence_falls_after_exaggeration_ends",
    ),
    Demonstration(
        "Near can be believed on a t-SNE map, far cannot",
        ("E2",),
        "embeddings",
        "tests/embeddings/test_embed.py::test_near_is_right_on_tsne_and_far_on_pca",
    ),
    Demonstration(
        "PCA: the plane that keeps most of the variance, and what it loses",
        ("E3",),
        "embeddings",
        "tests/embeddings/test_pca.py::test_the_reconstruction_error_is_the_sum_of_the_tail_eigenvalues",
    ),
    Demonstration(
        "The last hidden layer of a trained network, as a map",
        ("E1", "E5"),
        "embeddings",
        "tests/embeddings/test_embed.py::test_training_brings_classes_together",
        {"vectors": "layer"},
    ),
    Demonstration(
        "The same layer before training: what the architecture alone separates",
        ("E5",),
        "embeddings",
        "tests/embeddings/test_embed.py::test_training_brings_classes_together",
        {"vectors": "layer", "epoch": "0"},
    ),
    Demonstration(
        "k-means without labels: clusters of pixels",
        ("E7",),
        "embeddings",
        "tests/embeddings/test_embed.py::test_clusters_of_a_trained_layer_are_the_classes",
        {"colour": "cluster"},
    ),
    Demonstration(
        "k-means without labels: clusters of learned features come closer to the classes",
        ("E7",),
        "embeddings",
        "tests/embeddings/test_embed.py::test_clusters_of_a_trained_layer_are_the_classes",
        {"vectors": "layer", "colour": "cluster"},
    ),
    Demonstration(
        "A VAE lays garments out on a plane, without ever seeing a label",
        ("G7", "G13"),
        "generative",
        "tests/generative/test_latent.py::test_the_plane_of_garments_means_something",
    ),
    Demonstration(
        "From a boot to trousers through the space of codes",
        ("G7",),
        "generative",
        "tests/generative/test_latent.py::test_a_way_begins_and_ends_at_its_end_points",
        {"a": "0", "b": "2", "path": "spherical"},
    ),
    Demonstration(
        "A bound on log p(x) that never exceeds it, and rises with samples",
        ("G10",),
        "generative",
        "tests/generative/test_elbo.py::test_the_bound_never_exceeds_the_evidence_and_rises_with_samples",
        {"data": "digits"},
    ),
    Demonstration(
        "What a code costs: KL to the prior, zero where the code says nothing",
        ("G13", "G15"),
        "generative",
        "tests/generative/test_elbo.py::test_kl_is_that_of_torch_and_of_monte_carlo_and_zero_at_the_prior",
        {"data": "digits", "epochs": "100", "lr": "0.005"},
    ),
    Demonstration(
        "Of eight numbers in a code, three are used",
        ("G13",),
        "generative",
        "tests/generative/test_vae.py::test_eight_numbers_are_not_all_used_and_still_reconstruct_better",
        {"data": "digits", "latent": "8", "epochs": "100", "lr": "0.005"},
    ),
    Demonstration(
        "Without the KL term: codes scatter, and the prior no longer finds them",
        ("G13", "G10"),
        "generative",
        "tests/generative/test_vae.py::test_without_kl_codes_scatter",
        {"data": "digits", "beta": "0.0"},
    ),
    Demonstration(
        "Why the noise is an input: two estimators of one gradient",
        ("G16",),
        "generative",
        "tests/generative/test_elbo.py::test_the_reparameterised_gradient_is_steadier_than_the_score_function",
        {"z1": "0.0"},
    ),
    Demonstration(
        "A GAN finds all eight modes of a ring; untrained it covers none",
        ("G29",),
        "generative",
        "tests/generative/test_gan.py::test_untrained_covers_nothing_and_trained_covers_all",
        {"view": "GAN"},
    ),
    Demonstration(
        "A grid of codes, bent onto the ring by the generator",
        ("G24",),
        "generative",
        "tests/generative/test_modes.py::test_density_is_that_of_a_change_of_variables",
        {"view": "GAN", "step": "1075"},
    ),
    Demonstration(
        "Collapse: a generator that is too fast hops from mode to mode",
        ("G29",),
        "generative",
        "tests/generative/test_gan.py::test_a_generator_that_is_too_fast_collapses",
        {"view": "GAN", "lr_g": "0.01", "lr_d": "0.0003", "steps": "2500"},
    ),
    Demonstration(
        "Saturation: a discriminator 400 steps ahead leaves minimax no gradient",
        ("G28", "G29"),
        "generative",
        "tests/generative/test_losses.py::test_a_head_start_silences_minimax_only",
        {"view": "GAN", "loss": "minimax", "head_start": "400", "step": "0"},
    ),
    Demonstration(
        "Minimax is a zero-sum game: what the generator wins the discriminator loses",
        ("G26",),
        "generative",
        "tests/generative/test_losses.py::test_the_game_is_zero_sum_in_the_generator",
        {"view": "GAN", "loss": "minimax", "head_start": "400"},
    ),
    Demonstration(
        "The generator learns through a discriminator that stands still",
        ("G27",),
        "generative",
        "tests/generative/test_losses.py::test_a_step_of_one_network_leaves_the_other_alone",
        {"view": "GAN", "step": "375"},
    ),
    Demonstration(
        "The best discriminator says p / (p + q)",
        ("G25",),
        "generative",
        "tests/generative/test_losses.py::test_the_best_discriminator_says_p_over_p_plus_q",
        {"view": "GAN", "step": "0"},
    ),
    Demonstration(
        "VGG-16 layer by layer: memory peaks at the front, weights at the end",
        ("XL4", "XL5"),
        "models",
        "tests/models/test_anatomy.py::test_memory_lies_at_the_front_and_weights_at_the_end_of_vgg",
        {"view": "Architecture", "layer": "classifier.0"},
    ),
    Demonstration(
        "How much of the picture a unit sees, from layer to layer",
        ("C39", "XL17"),
        "models",
        "tests/models/test_anatomy.py::test_fields_are_as_wide_as_gradients_reach",
        {"view": "Architecture", "network": "VGG-11", "layer": "features.20"},
    ),
    Demonstration(
        "Units, weights and connections of LeNet-5, as its paper counts them",
        ("C19", "C23", "C24", "XL18"),
        "models",
        "tests/models/test_anatomy.py::test_lenet_has_the_sizes_of_its_paper",
        {"view": "Architecture", "network": "LeNet-5", "layer": "conv2"},
    ),
    Demonstration(
        "121 layers: only those with weights count, on the longest way",
        ("XL12",),
        "models",
        "tests/models/test_anatomy.py::test_totals_are_the_published_ones",
        {"view": "Architecture", "network": "DenseNet-121"},
    ),
    Demonstration(
        "SqueezeNet: squeeze, then expand two ways side by side",
        ("XL11",),
        "models",
        "tests/models/test_anatomy.py::test_squeezing_saves_what_a_plain_layer_would_take",
        {"view": "Architecture", "network": "SqueezeNet 1.0", "layer": "features.3.squeeze"},
    ),
    Demonstration(
        "A weight file of your own: checked name by name, never executed",
        ("XL4",),
        "models",
        "tests/models/test_imports.py::test_what_is_kept_answers_as_where_it_came_from",
        {"view": "Bring your own", "architecture": "ResNet-50"},
    ),
)
