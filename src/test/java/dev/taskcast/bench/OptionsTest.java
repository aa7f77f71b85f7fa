package dev.taskcast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The benchmark's options match its help. */
class OptionsTest {
    @Test
    void everyOptionOfTheHelpIsKnownAndEveryMeasureIsInIt() {
        Options.HELP
                .lines()
                .skip(2)
                .map(String::strip)
                .filter(it -> it.matches("[a-z.-]+=.*"))
                .forEach(line -> {
                    String name = line.substring(0, line.indexOf('='));
                    assertThat(Options.of(name + "=1").help()).as(name).isFalse();
                });
        assertThat(Options.HELP).contains(String.join(",", Measure.names()));
        assertThat(Options.of("help").help()).isTrue();
        assertThat(Options.of("round=3").help()).isTrue();
    }

    @Test
    void aQuickRunIsAPresetThatOtherOptionsOverrule() {
        Options quick = Options.of("quick", "seconds=3");
        assertThat(quick.quick()).isTrue();
        assertThat(quick.rounds()).isEqualTo(1);
        assertThat(quick.seconds()).isEqualTo(3);
        assertThat(quick.wantsServer("vertx")).isTrue();
        assertThat(quick.wantsServer("fastapi")).isFalse();
        quick.check(List.of("taskcast", "vertx"));
    }

    @Test
    void variantsHaveTheirNamesAndTheirOptions() {
        Options options = Options.of("jvm.zgc=-XX:+UseZGC -Xlog:gc", "heap=1g");
        assertThat(options.variants()).containsExactly(Map.entry("zgc", "-XX:+UseZGC -Xlog:gc"));
        assertThat(options.heap()).isEqualTo("1g");
    }

    @Test
    void aServerOrAMeasureThatNobodyHasIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.of("servers=taskcat").check(List.of("taskcast")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.of("measures=latency").check(List.of("taskcast")));
        assertThat(Options.of("servers=taskcast").wantsMeasure("idle")).isTrue();
        assertThat(Options.of("measures=idle").wantsMeasure("absent")).isFalse();
    }
}
