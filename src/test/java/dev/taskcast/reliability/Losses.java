package dev.taskcast.reliability;

import java.util.Map;
import java.util.TreeMap;

/** A short report of which devices lost which events. It distinguishes a silent connection from a silent partition. */
final class Losses {
    private final Map<String, Long> events = new TreeMap<>();
    private int devices;
    private int deaf;

    /**
     * Adds a device that lost events.
     *
     * @param lost how many events of each series it lost
     * @param isDeaf whether from some event on it got no event of any series
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
        return devices + " devices, " + deaf + " of which got nothing at all from some event on; events " + events;
    }
}
