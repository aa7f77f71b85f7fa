package dev.taskcast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The plot of latencies has the scales that it names, and is an SVG. */
class PercentilePlotTest {
    private static final double PIXEL = 0.01;

    @Test
    void eachTenthOfWhatIsLeftIsAsWideAsTheOneBefore() {
        double decade = PercentilePlot.x(0.1) - PercentilePlot.x(1);
        assertThat(decade).isPositive();
        assertThat(PercentilePlot.x(0.01) - PercentilePlot.x(0.1)).isCloseTo(decade, within(PIXEL));
        assertThat(PercentilePlot.x(0.0001) - PercentilePlot.x(0.001)).isCloseTo(decade, within(PIXEL));
        assertThat(PercentilePlot.percentile(0)).isZero();
        assertThat(PercentilePlot.percentile(1)).isCloseTo(90, within(PIXEL));
        assertThat(PercentilePlot.percentile(3)).isCloseTo(99.9, within(PIXEL));
    }

    @Test
    void tenTimesAsManyMillisecondsAreAlwaysAsFarUp() {
        double decade = PercentilePlot.y(1, 1, 100) - PercentilePlot.y(10, 1, 100);
        assertThat(decade).isPositive();
        assertThat(PercentilePlot.y(10, 1, 100) - PercentilePlot.y(100, 1, 100)).isCloseTo(decade, within(PIXEL));
        assertThat(PercentilePlot.y(0.001, 1, 100)).isEqualTo(PercentilePlot.y(1, 1, 100));
    }

    @Test
    void eachServerHasItsLineAndOneOfItsPausesIfItHadAny() throws Exception {
        Document picture = parsed(PercentilePlot.of(Map.of(
                "taskcast", latencies(new Pauses(List.of(20.0, 30.0))), "ws", latencies(new Pauses(List.of())))));
        NodeList paths = picture.getElementsByTagName("path");
        assertThat(paths.getLength()).isEqualTo(3);
        assertThat(picture.getDocumentElement().getTextContent())
                .contains("taskcast: p50 5.0 ms, p99 9.9 ms; 2 pauses in 10 s, longest 30.0 ms, 0.5 % of the time")
                .contains("ws: p50 5.0 ms, p99 9.9 ms");
    }

    /** 10 000 events in 10 s, 1 µs to 10 ms. */
    private static Latencies latencies(Pauses pauses) {
        Histogram micros = new Histogram(3);
        for (int i = 1; i <= 10_000; i++) {
            micros.recordValue(i);
        }
        return new Latencies(micros, pauses, 10);
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
