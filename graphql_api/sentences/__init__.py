"""Entries of the trail as sentences in Kazakh, Russian and English: who, as what, under which paragraph, did what, why.

What happened is said by the event itself (`domain.message.Event.words`); here is the sentence around it.
"""

from graphql_api.sentences.naming import Named, Names, named
from graphql_api.sentences.telling import because, read, refused, sentence

__all__ = ["Named", "Names", "because", "named", "read", "refused", "sentence"]
