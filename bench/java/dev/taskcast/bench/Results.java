package dev.taskcast.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All readings of a run, by figure and contestant. */
final class Results {
    private final Map<Figure, Map<String, List<Reading>>> readings = new LinkedHashMap<>();

    void add(Figure figure, String contestant, Reading reading) {
        System.out.printf(
                "%-10s %-60s %,14.3f   core %3.0f %%%s%n",
                contestant,
                figure.title(),
                reading.value(),
                reading.busy() * 100,
                reading.wrong() == 0 ? "" : "   WRONG: " + reading.wrong());
        readings.computeIfAbsent(figure, none -> new LinkedHashMap<>())
                .computeIfAbsent(contestant, none -> new ArrayList<>())
                .add(reading);
    }

    /** Whoever has a reading. */
    Set<String> contestants() {
        Set<String> names = new LinkedHashSet<>();
        readings.values().forEach(it -> names.addAll(it.keySet()));
        return names;
    }

    /** The readings of {@code figure}, by contestant; empty if it was not measured. */
    Map<String, List<Reading>> of(Figure figure) {
        return readings.getOrDefault(figure, Map.of());
    }
}
