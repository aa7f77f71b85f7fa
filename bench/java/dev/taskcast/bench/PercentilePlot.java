package dev.taskcast.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws latencies as an SVG: percentiles from left to right, milliseconds upwards. Each tenth of the rest is as wide as
 * the one before.
 *
 * <p>Each server has a line. The dashed line of the same colour shows the latency that the pauses of its JVM alone
 * would cause. Where the two lines meet, events waited for the collector.
 */
final class PercentilePlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 420;
    private static final int LEFT = 60;
    private static final int RIGHT = 40;
    private static final int TOP = 34;
    private static final int BOTTOM = 50;
    private static final int LEGEND_LINE = 20;
    /** Up to 99.99 %, of 125 000 events. */
    private static final double DECADES = 4;

    private static final double STEP = 0.02;
    /** Distinguishable also with colour blindness, and readable on white and on black. */
    private static final List<String> COLOURS =
            List.of("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999999", "#8c6bb1");

    private static final double[] PERCENTILES = {0, 50, 90, 99, 99.9, 99.99};
    private static final double[] TICKS = {1, 2, 5};
    private static final String STYLE = """
            <style>
            svg { background: #ffffff; font: 13px sans-serif; }
            text { fill: #24292f; }
            .grid { stroke: #d0d7de; stroke-width: 1; }
            .line { fill: none; stroke-width: 2; }
            .pauses { stroke-dasharray: 3 4; }
            @media (prefers-color-scheme: dark) {
              svg { background: #0d1117; }
              text { fill: #e6edf3; }
              .grid { stroke: #30363d; }
            }
            </style>
            """;

    private final List<String> parts = new ArrayList<>();
    private final double least;
    private final double most;

    private PercentilePlot(Map<String, Latencies> servers) {
        double low = servers.values().stream()
                .mapToDouble(it -> it.at(0))
                .filter(it -> it > 0)
                .min()
                .orElse(1);
        double high = servers.values().stream()
                .mapToDouble(it -> it.at(percentile(DECADES)))
                .max()
                .orElse(1);
        least = Math.pow(10, Math.floor(Math.log10(Math.max(0.1, low))));
        most = Math.pow(10, Math.ceil(Math.log10(Math.max(high, 10 * least))));
    }

    /** The picture of {@code servers}, by name. */
    static String of(Map<String, Latencies> servers) {
        PercentilePlot plot = new PercentilePlot(servers);
        plot.grid();
        int number = 0;
        for (Map.Entry<String, Latencies> server : servers.entrySet()) {
            plot.server(number++, server.getKey(), server.getValue());
        }
        int height = HEIGHT + number * LEGEND_LINE + LEGEND_LINE;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\"" + WIDTH
                + "\" height=\"" + height + "\">\n" + STYLE + String.join("\n", plot.parts) + "\n</svg>\n";
    }

    /** The percentile that is {@code decades} to the right of 0: 1 is 90, 2 is 99, 3 is 99.9. */
    static double percentile(double decades) {
        return 100 * (1 - Math.pow(10, -decades));
    }

    /** The position of the percentile that the share {@code above}, 0 to 1, of all events exceeds. */
    static double x(double above) {
        return LEFT + -Math.log10(above) / DECADES * (WIDTH - LEFT - RIGHT);
    }

    /** The position of {@code millis} on a logarithmic scale from {@code least} to {@code most}. */
    static double y(double millis, double least, double most) {
        double share = Math.log(Math.max(millis, least) / least) / Math.log(most / least);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private double y(double millis) {
        return y(millis, least, most);
    }

    private void grid() {
        for (double percentile : PERCENTILES) {
            double x = x(1 - percentile / 100);
            line(x, TOP, x, HEIGHT - BOTTOM);
            text(x, HEIGHT - BOTTOM + 20, "middle", format("%s %%", trimmed(percentile)));
        }
        for (double decade = least; decade <= most * 1.01; decade *= 10) {
            for (double tick : TICKS) {
                double millis = decade * tick;
                if (millis <= most * 1.01) {
                    line(LEFT, y(millis), WIDTH - RIGHT, y(millis));
                    text(LEFT - 8, y(millis) + 4, "end", trimmed(millis));
                }
            }
        }
        text(LEFT - 8, TOP - 16, "end", "ms");
        text(
                LEFT,
                HEIGHT - BOTTOM + 42,
                "start",
                "Solid: from due to read. Dashed: the wait for pauses of the server's JVM alone.");
    }

    private void server(int number, String name, Latencies latencies) {
        String colour = COLOURS.get(number % COLOURS.size());
        StringBuilder solid = new StringBuilder();
        for (double decades = 0; decades <= DECADES; decades += STEP) {
            point(solid, Math.pow(10, -decades), latencies.at(percentile(decades)));
        }
        path("line", colour, solid);
        path("line pauses", colour, pauses(latencies));
        double y = HEIGHT + number * LEGEND_LINE + 10.0;
        parts.add(format("<rect x=\"%d\" y=\"%.1f\" width=\"14\" height=\"4\" fill=\"%s\"/>", LEFT, y - 6, colour));
        text(LEFT + 22, y, "start", legend(name, latencies));
    }

    private StringBuilder pauses(Latencies latencies) {
        Pauses pauses = latencies.pauses();
        StringBuilder dashed = new StringBuilder();
        for (double millis = pauses.longest(); millis >= least; millis /= 1.03) {
            double above = pauses.waiting(millis, latencies.seconds());
            if (above >= Math.pow(10, -DECADES) && above <= 1) {
                point(dashed, above, millis);
            }
        }
        return dashed;
    }

    private static String legend(String name, Latencies latencies) {
        Pauses pauses = latencies.pauses();
        String text = format("%s: p50 %.1f ms, p99 %.1f ms", name, latencies.at(50), latencies.at(99));
        return pauses.millis().isEmpty()
                ? text
                : text
                        + format(
                                "; %d pauses in %.0f s, longest %.1f ms, %.1f %% of the time",
                                pauses.millis().size(),
                                latencies.seconds(),
                                pauses.longest(),
                                100 * pauses.waiting(0, latencies.seconds()));
    }

    private void point(StringBuilder path, double above, double millis) {
        path.append(path.isEmpty() ? 'M' : 'L').append(format("%.1f %.1f", x(above), y(millis)));
    }

    private void path(String type, String colour, StringBuilder points) {
        if (!points.isEmpty()) {
            parts.add(format("<path class=\"%s\" stroke=\"%s\" d=\"%s\"/>", type, colour, points));
        }
    }

    private void line(double x1, double y1, double x2, double y2) {
        parts.add(format("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1, y1, x2, y2));
    }

    private void text(double x, double y, String anchor, String text) {
        parts.add(format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, text));
    }

    private static String trimmed(double value) {
        return format("%.2f", value).replaceAll("\\.?0+$", "");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
