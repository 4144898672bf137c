"""Publication of acts of response: signed acts, by those who sign them, in words written for everybody."""

import pytest

from domain.petitions.commands.publication import PublishPetition, WithdrawPublication
from domain.petitions.events.answering import PetitionClosed
from domain.petitions.events.drafting import PetitionWithdrawn
from domain.petitions.events.publication import PetitionPublicationWithdrawn, PetitionPublished
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import PetitionKind
from domain.refusal import RefusalCode as No
from tests.domain.petition_facts import (
    AKIMAT,
    AKIMAT_75,
    MINISTRY,
    PETITION,
    SIGNED,
    SUBMITTED,
    drafted,
    signed,
    submitted,
    then,
)
from tests.domain.scenario import (
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    Facts,
    given,
    representative_is_absent,
)

PUBLISH = PublishPetition(petition=PETITION, title="Water", summary="The akimat restores the supply.")
WITHDRAW = WithdrawPublication(petition=PETITION, reason="The words told too much")


@pytest.mark.parametrize("by", [OMBUDSMAN, REPRESENTATIVE_71])
def test_who_signs_publishes_and_withdraws(by: str) -> None:
    published = (
        given(signed())
        .when(PUBLISH, by=by)
        .then(PetitionPublished(title="Water", summary="The akimat restores the supply."))
    )
    assert published.state(PETITIONS).published
    withdrawn = published.when(WITHDRAW, by=by).then(PetitionPublicationWithdrawn(reason="The words told too much"))
    assert not withdrawn.state(PETITIONS).published
    withdrawn.when(WITHDRAW, by=by).refused(No.NOTHING_TO_DO)


def test_publishing_again_replaces_the_public_words() -> None:
    better = PublishPetition(petition=PETITION, title="Drinking water", summary="Better words.")
    given(signed()).when(PUBLISH).done().when(better).then(
        PetitionPublished(title="Drinking water", summary="Better words.")
    )


def test_the_deputy_acting_for_the_representative_publishes() -> None:
    given(signed(), representative_is_absent()).when(PUBLISH, by=DEPUTY_REPRESENTATIVE_71).done()


@pytest.mark.parametrize("by", [HEAD, EMPLOYEE_71])
def test_who_does_not_sign_does_not_publish(by: str) -> None:
    given(signed()).when(PUBLISH, by=by).refused(No.NO_AUTHORITY)


def test_a_representative_does_not_publish_an_act_of_another_office() -> None:
    given(signed()).when(PUBLISH, by=REPRESENTATIVE_75).refused(No.OUTSIDE_TERRITORY)


OF_THE_OMBUDSMAN: dict[str, Facts] = {
    "central body": signed(PetitionKind.PETITION, AKIMAT, MINISTRY),
    "body of another territory": signed(PetitionKind.PETITION, AKIMAT_75),
    "legislative proposal": signed(PetitionKind.LEGISLATIVE_PROPOSAL),
    "systemic recommendation": signed(systemic=True),
}


@pytest.mark.parametrize("facts", OF_THE_OMBUDSMAN.values(), ids=OF_THE_OMBUDSMAN)
def test_an_act_that_the_ombudsman_signs_is_published_by_the_ombudsman(facts: Facts) -> None:
    refusal = given(facts).when(PUBLISH, by=REPRESENTATIVE_71).refused(No.NO_AUTHORITY, paragraph="14.2.a")
    assert [c.value for c in refusal.who_could] == ["ombudsman"]
    published = given(facts).when(PUBLISH, by=OMBUDSMAN).done()
    published.when(WITHDRAW, by=REPRESENTATIVE_71).refused(No.NO_AUTHORITY)
    published.when(WITHDRAW, by=OMBUDSMAN).done()


def test_an_application_for_proceedings_is_never_published() -> None:
    facts = signed(PetitionKind.CRIMINAL_APPLICATION)
    given(facts).when(PUBLISH, by=OMBUDSMAN).refused(No.INVALID, paragraph="15.5", path=("petition",))


@pytest.mark.parametrize(
    "facts", [drafted(), submitted(), [drafted(), then(PetitionWithdrawn(reason="x"), on=SUBMITTED)]]
)
def test_what_is_not_signed_is_not_published(facts: Facts) -> None:
    given(facts).when(PUBLISH, by=OMBUDSMAN).refused(No.WRONG_STATE)


def test_an_act_is_published_also_when_its_matter_is_closed_but_not_before_it_was_signed() -> None:
    given(signed(), then(PetitionClosed(), on=SIGNED)).when(PUBLISH).done()
    given(signed()).when(PUBLISH, effective=SUBMITTED).refused(No.BEFORE_PREVIOUS_STEP)
