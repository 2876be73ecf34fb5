from dashboards.ring_details import first_of_each


def finding(signal, weight, p_value):
    return {"signal": signal, "weight": weight, "p_value": p_value}


def test_the_first_screen_tells_one_finding_of_each_signal_before_a_second_of_any():
    signals = [finding("co_swipe", 2.0, 0.01), finding("kept_cards", 5.0, 0.02), finding("kept_cards", 5.0, 0.001)]
    told = first_of_each(signals)
    assert [(one["signal"], one["p_value"]) for one in told] == [
        ("kept_cards", 0.001),
        ("co_swipe", 0.01),
        ("kept_cards", 0.02),
    ]


def test_a_ring_without_signals_has_nothing_to_tell():
    assert first_of_each([]) == []
