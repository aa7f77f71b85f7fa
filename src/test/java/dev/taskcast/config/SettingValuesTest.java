package dev.taskcast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingValuesTest {
    private static final Duration DAY = Duration.ofDays(1);

    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "5s,PT5S", "15m,PT15M", "2h,PT2H", "1d,PT24H", "' 7 s ',PT7S", "0s,PT0S"})
    void durationsHaveAUnit(String text, Duration expected) {
        assertThat(reader(text).duration("key", Duration.ZERO, DAY)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-5s", "5 minutes", "PT5S", "1.5s", "25h", "s", "99999999999999s", "999999999999d"})
    void otherDurationsStopTheStart(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader(text).duration("key", Duration.ZERO, DAY))
                .withMessage("Setting key is '" + text
                        + "'; allowed is a duration such as 250ms, 5s, 15m, 2h or 1d, from PT0S to PT24H");
    }

    @ParameterizedTest
    @CsvSource({"512,512", "512B,512", "16KiB,16384", "3MiB,3145728", "2GiB,2147483648", "1 KiB,1024"})
    void sizesAreBinary(String text, long expected) {
        assertThat(reader(text).bytes("key", 1, 4L << 30)).isEqualTo(expected);
    }

    @Test
    void aShareIsOneOfTheHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        assertThat(reader("40%").bytes("key", 1, heap)).isBetween(heap / 100 * 40, heap / 100 * 41);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16KB", "16k", "-1", "0", "5GiB", "1.5MiB", "lots", "99999999999"})
    void otherSizesStopTheStart(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader(text).bytes("key", 1, 4L << 30))
                .withMessage(
                        "Setting key is '" + text
                                + "'; allowed is a size such as 512, 16KiB, 2GiB or 40% of the heap, from 1 to 4294967296 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "-1", "1.0", "ten", "99999999999"})
    void countsOutsideTheirRangeStopTheStart(String text) {
        assertThat(reader("10").count("key", 1, 10)).isEqualTo(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader(text).count("key", 1, 10))
                .withMessage("Setting key is '" + text + "'; allowed is a whole number from 1 to 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "1", "on"})
    void flagsAreTrueOrFalseAndNothingElse(String text) {
        assertThat(reader("true").flag("key")).isTrue();
        assertThat(reader("false").flag("key")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader(text).flag("key"))
                .withMessage("Setting key is '" + text + "'; allowed is true or false");
    }

    @Test
    void blanksAroundValuesAreNothing() {
        assertThat(reader(" a, b ,,c ").list("key")).containsExactly("a", "b", "c");
        assertThat(reader("  ").list("key")).isEmpty();
        assertThat(reader("  ").optional("key")).isEmpty();
        assertThat(reader(" x ").text("key")).isEqualTo("x");
    }

    @Test
    void aValueThatIsMissingIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader(" ").text("key"))
                .withMessage("Setting key has no value");
    }

    private static SettingValues reader(String text) {
        return new SettingValues(key -> Optional.ofNullable(Map.of("key", text).get(key)));
    }
}
