"""Entries of the trail as sentences in Kazakh, Russian and English: who, as what, under which paragraph, did what, why.

What happened is said by the event itself (`domain.message.Event.words`), what was refused by the command
(`Command.words`) and its code (`RefusalCode.words`); here is the sentence around it.
"""

from graphql_api.sentences.details import Naming
from graphql_api.sentences.journal import read, refused
from graphql_api.sentences.naming import Named, Names, named, own_name
from graphql_api.sentences.telling import because, sentence

__all__ = ["Named", "Names", "Naming", "because", "named", "own_name", "read", "refused", "sentence"]
