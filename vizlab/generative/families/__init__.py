"""Six families of generative models on the same points of the plane, where the truth is known and every claim can be measured."""
