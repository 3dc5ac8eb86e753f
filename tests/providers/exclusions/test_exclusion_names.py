"""Names as two lists write them."""

import pytest

from providers.exclusions.rules.names import halves, name_keys, same_first_name, same_last_name, suffix_of


@pytest.mark.parametrize(
    ("listed", "held"),
    [
        ("O'BRIEN", "O’Brien"),
        ("OBRIEN", "O'Brien"),
        ("NUNEZ", "Núñez"),
        ("DE LA CRUZ", "DelaCruz"),
        ("GARCIA-LOPEZ", "Garcia Lopez"),
        ("GARCIA-LOPEZ", "Lopez"),
        ("LOPEZ", "Garcia-Lopez"),
        ("BARBOSA -DELACRUZ", "Barbosa-De La Cruz"),
        ("DAVID JR", "David"),
        ("SORENSEN", "SØRENSEN"),
        ("PRAWDZIC-WITOSLAWSKI", "Prawdzic-Witoslawskiewicz"),  # cut at 20 letters
        ("HERNANDEZ FERNANDEZ", "Hernandez Fernandez de Cordoba"),
    ],
)
def test_one_last_name_written_two_ways_is_the_same(listed, held):
    assert same_last_name(listed, [held])
    assert name_keys("Ana", [listed]) & name_keys("Ana", [held])


@pytest.mark.parametrize(
    ("listed", "held"),
    [("LEE", "Leeson"), ("DE LA CRUZ", "De La Rosa"), ("VAN DYKE", "Van Buren"), ("SMITH", "Smyth"), ("", "")],
)
def test_other_last_names_are_others(listed, held):
    assert not same_last_name(listed, [held])


def test_a_former_name_is_a_name():
    assert same_last_name("LEE", ["Park", "Lee"])


@pytest.mark.parametrize(
    ("listed", "held"),
    [
        ("MARY", "Mary Ann"),
        ("MARY ANN", "Mary"),
        ("MARY-ANN", "Maryann"),
        ("JOSÉ", "Jose"),
        ("NAGESWARA REDDY", "Nageswara Reddyappa"),  # cut at 15 letters
        ("D'ANGELO", "Dangelo"),
    ],
)
def test_one_first_name_written_two_ways_is_the_same(listed, held):
    assert same_first_name(listed, held)
    assert name_keys(listed, ["Lee"]) & name_keys(held, ["Lee"])


@pytest.mark.parametrize(
    ("listed", "held"), [("MARY", "Marianne"), ("ANN", "Mary Ann"), ("J", "John"), ("", "Ana"), ("J R", "J P")]
)
def test_other_first_names_are_others(listed, held):
    assert not same_first_name(listed, held)


def test_particles_belong_to_the_name_that_follows():
    assert halves("de la Cruz-Lopez") == ("DELACRUZ", "LOPEZ")


def test_the_suffix_is_found_behind_the_middle_name_and_ii_is_jr():
    assert suffix_of("PAUL SR") == "SR"
    assert suffix_of("", "Lee II") == "JR"
    assert suffix_of("JRGEN") == ""
