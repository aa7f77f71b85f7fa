package dev.taskcast.reliability;

import java.util.Map;
import java.util.TreeMap;

/**
 * A short report of the devices that lost events, and of the events. It distinguishes a silent connection from a silent
 * partition.
 */
final class Losses {
    private final Map<String, Long> events = new TreeMap<>();
    private int devices;
    private int deaf;

    /**
     * Adds a device that lost events.
     *
     * @param lost the number of lost events in each series
     * @param isDeaf whether the device got no more events of any series after some event
     */
    void add(Map<String, Long> lost, boolean isDeaf) {
        devices++;
        deaf += isDeaf ? 1 : 0;
        lost.forEach((series, count) -> events.merge(kind(series), count, Long::sum));
    }

    private static String kind(String series) {
        return series.equals("everyone") ? series : series.contains("+") ? "shared" : "own";
    }

    @Override
    public String toString() {
        return devices + " devices, " + deaf + " of which got no more events of any series; lost events " + events;
    }
}
