"""Owns explanations: why a field has its value, what a line decides, what a diagnostic means.

Nothing is annotated in the compiler: a question is an experiment, in which the project is compiled again without
something that is written, and the difference is the answer.
"""
