package dev.taskcast.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All results of a run, by contestant. */
final class Results {
    private final Map<Figure, Map<String, List<Reading>>> readings = new LinkedHashMap<>();
    private final Map<String, String> descriptions = new LinkedHashMap<>();
    private final Map<String, Long> wrong = new LinkedHashMap<>();
    private final Map<String, Latencies> drawn = new LinkedHashMap<>();
    private final Map<String, List<List<Latencies>>> firstMinutes = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    void add(Figure figure, String contestant, Reading reading) {
        readings.computeIfAbsent(figure, none -> new LinkedHashMap<>())
                .computeIfAbsent(contestant, none -> new ArrayList<>())
                .add(reading);
    }

    /** Notes the contestant's program with all options. */
    void describe(String contestant, String description) {
        descriptions.put(contestant, description);
    }

    /** Adds wrong {@code deliveries}, or connections that the server broke off, in one turn. The number should be 0. */
    void wrong(String contestant, long deliveries) {
        wrong.merge(contestant, deliveries, Long::sum);
    }

    /** Notes a turn that did not end. */
    void failure(String failure) {
        failures.add(failure);
    }

    /** Adds to the latencies whose whole distribution is drawn. */
    void draw(String contestant, Latencies latencies) {
        drawn.merge(contestant, latencies, Latencies::with);
    }

    /** Adds one first minute, in slices of ten seconds. */
    void firstMinute(String contestant, List<Latencies> slices) {
        firstMinutes.computeIfAbsent(contestant, none -> new ArrayList<>()).add(List.copyOf(slices));
    }

    /** The contestants that have a reading. */
    Set<String> contestants() {
        Set<String> names = new LinkedHashSet<>();
        readings.values().forEach(it -> names.addAll(it.keySet()));
        return names;
    }

    /** The readings of {@code figure}, by contestant; empty if it was not measured. */
    Map<String, List<Reading>> of(Figure figure) {
        return readings.getOrDefault(figure, Map.of());
    }

    Map<String, String> descriptions() {
        return descriptions;
    }

    /** Wrong deliveries and broken connections, by contestant. */
    Map<String, Long> wrong() {
        return wrong;
    }

    boolean anyWrong() {
        return wrong.values().stream().anyMatch(deliveries -> deliveries > 0);
    }

    Map<String, Latencies> drawn() {
        return drawn;
    }

    Map<String, List<List<Latencies>>> firstMinutes() {
        return firstMinutes;
    }

    List<String> failures() {
        return failures;
    }
}
