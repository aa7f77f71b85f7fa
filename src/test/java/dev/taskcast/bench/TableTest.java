package dev.taskcast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The table has no ratio and no throughput that tells nothing about the server. */
class TableTest {
    private static final Usage BUSY = new Usage(10, 9.8, 4, 1, 1, 10);
    private static final Usage IDLE = new Usage(10, 6.1, 7, 2, 1, 6.3);

    private final Results results = new Results();

    @Test
    void theMedianComesWithMinimumAndMaximum() {
        assertThat(value(Figure.CPU_WIDE, reading(9, BUSY), reading(12.5, BUSY), reading(10, BUSY)))
                .isEqualTo("10.00 (9.00 to 12.50)");
        assertThat(value(Figure.CPU_WIDE, reading(9, BUSY), reading(12, BUSY))).isEqualTo("10.50 (9.00 to 12.00)");
        assertThat(value(Figure.RATE_WIDE, reading(104_567, BUSY))).isEqualTo("104 567");
    }

    @Test
    void aThroughputIsShownOnlyIfTheServerWasItsLimit() {
        assertThat(value(Figure.RATE_WIDE, reading(80_000, BUSY), reading(70_000, IDLE)))
                .isEqualTo("not shown, the limit was the client: server 61 %, client 70 %, broker 20 %, producer 10 %");
        assertThat(value(Figure.CPU_WIDE, reading(9, IDLE))).isEqualTo("9.00");
    }

    @Test
    void aRatioOfThroughputsNeedsBothServersToBeTheLimit() {
        List<Reading> busy = List.of(reading(50, BUSY));
        List<Reading> idle = List.of(reading(100, IDLE));
        assertThat(Table.ratio(Figure.RATE_WIDE, busy, List.of(reading(100, BUSY))))
                .containsExactly("0.50");
        assertThat(Table.ratio(Figure.RATE_WIDE, busy, idle)).isEmpty();
        assertThat(Table.ratio(Figure.RATE_WIDE, idle, busy)).isEmpty();
        assertThat(Table.ratio(Figure.CPU_5_000, busy, idle)).containsExactly("0.50");
        assertThat(Table.ratio(Figure.CPU_5_000, busy, List.of())).isEmpty();
    }

    @Test
    void oursIsComparedWithOthersOnTheSameJavaAndAVariantWithOurs() {
        for (String java : List.of("@17", "@25")) {
            results.add(Figure.CPU_WIDE, "vertx" + java, reading(20, BUSY));
            results.add(Figure.CPU_WIDE, "taskcast" + java, reading(10, BUSY));
        }
        results.add(Figure.CPU_WIDE, "taskcast-zgc@25", reading(15, BUSY));
        assertThat(new Table(results).toString().lines().skip(2))
                .containsExactly("| " + Figure.CPU_WIDE.title()
                        + " | 20.00 | 10.00; 0.50 × vertx | 20.00 | 10.00; 0.50 × vertx"
                        + " | 15.00; 0.75 × vertx; 1.50 × taskcast |");
    }

    private static String value(Figure figure, Reading... readings) {
        return String.join("", Table.value(figure, List.of(readings)));
    }

    private static Reading reading(double value, Usage usage) {
        return new Reading(value, usage);
    }
}
