"""Questions as SQL: a selection becomes one statement a root field, whose answer is the finished JSON.

The schema's own types say what is read: columns, links, and what `graphql_api.reads` tells of written fields. The
ordinary executor answers whatever is not told, and is the oracle of everything that is.
"""

from graphql_api.compiled.answering import Answer, Compiled, answer, compiler
from graphql_api.compiled.plans import Compiler, Plan

__all__ = ["Answer", "Compiled", "Compiler", "Plan", "answer", "compiler"]
