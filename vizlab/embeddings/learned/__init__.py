"""Word vectors that are learned by foretelling: skip-gram and its cheaper losses, windows, neural language models, subwords.

- `pairs`: a window slides over sentences. `objectives`: what a pair asks of the vectors, `huffman`: a tree over all words for one
  of them, `tables`: the vectors and their steps. `recipe`, `skipgram`: the training, as a job.
- `pull`, `foretell`, `reading`: what trained tables do in one sentence, and what they know.
- `sign`, `lookup`, `cost`, `small_tree`, `windows`, `subwords`, `senses`: what is computed while one looks on.
  `networks`: theirs.
- `study`, with `race`, `language`, `shared`, `sparsity` (and `ngrams`), `worth`: experiments of several trainings, as jobs;
  `telling`: their numbers as curves.

To add an objective: a class with `answer` and a line in `OBJECTIVES` (`objectives.py`). To add a study: a `Study` in a file of
its own and a line in `STUDIES` (`study.py`).
"""
