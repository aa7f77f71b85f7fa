package dev.taskcast.reliability;

import java.util.Map;
import java.util.TreeMap;

/** Which devices lost what, as short as it can be told: it tells a connection that went silent from a partition that did. */
final class Losses {
    private final Map<String, Long> events = new TreeMap<>();
    private int devices;
    private int deaf;

    /**
     * One more device lost events.
     *
     * @param lost how many of each series
     * @param isDeaf whether nothing of any series came any more from some event on
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
