package dev.taskcast.config;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An invalid value stops the start, and the message names the key, the value and the allowed values. */
class SettingsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Map<String, String> SHIPPED = ShippedSettings.defaults();

    /** Settings with texts or lists that only the code that uses them can check. */
    private static final String FREE =
            "taskcast\\.(socket\\.origins|kafka\\.(topic|dead-letter-topic|control-topic)|presence\\.topic|dapr\\.(pubsub|topic))|mp\\.jwt\\.token\\.cookie|mp\\.messaging\\..*";

    static Stream<String> checkedKeys() {
        return SHIPPED.keySet().stream().filter(key -> !key.matches(FREE)).sorted();
    }

    @Test
    void theDefaultsMakeSense() {
        assertThatCode(() -> readAll(Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("checkedKeys")
    void nonsenseStopsTheStart(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of(key, "nonsense")))
                .withMessageContaining(key)
                .withMessageContaining("'nonsense'")
                .withMessageContaining("allowed is");
    }

    @ParameterizedTest
    @MethodSource("checkedKeys")
    void aValueThatIsTooLargeStopsTheStart(String key) {
        String shipped = SHIPPED.get(key);
        String tooMuch = shipped.matches("\\d+(ms|s|m|h|d)") ? "999999999d" : "999999999";
        if (shipped.matches(".*(iB|%)")) {
            tooMuch = "999999999GiB";
        }
        Map<String, String> given = Map.of(key, tooMuch);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(given))
                .withMessageContaining(key)
                .withMessageContaining("'" + given.get(key) + "'")
                .withMessageContaining("allowed is");
    }

    @ParameterizedTest
    @MethodSource("checkedKeys")
    void aSettingWithoutAValueIsNamed(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of(key, "")))
                .withMessageContaining(key.endsWith("algorithms") ? "has no algorithm" : key + " has no value");
    }

    @Test
    void aWeakTokenOfTheSidecarIsRefusedWithoutRepeatingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of("taskcast.dapr.api-token", "too-short")))
                .withMessageStartingWith("Setting taskcast.dapr.api-token holds a token of 9 bytes; allowed is 16")
                .withMessageNotContaining("too-short");
    }

    @Test
    void aKeyForHashesThatCanBeGuessedStopsTheStartUnnamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of("taskcast.session.user-key", "too-short")))
                .withMessageStartingWith("Setting taskcast.session.user-key holds a secret of 9 bytes; allowed is 32");
    }

    /** Otherwise every dead letter would become a dead letter again. */
    @Test
    void theDeadLetterTopicIsNotTheTopicItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of("taskcast.kafka.dead-letter-topic", "task-updates")))
                .withMessage("Setting taskcast.kafka.dead-letter-topic is 'task-updates'; allowed is any value except"
                        + " that of taskcast.kafka.topic");
    }

    /** On that port the network would reach the drain. */
    @Test
    void theManagementPortIsNotThatOfTheDrain() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of("taskcast.management.port", "8006")))
                .withMessage("Setting taskcast.management.port (MANAGEMENT_PORT) is '8006'; allowed is any value except"
                        + " that of taskcast.drain.local-port");
    }

    /** The server itself takes each of these for true. */
    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "TRUE", "1"})
    void theAccessLogIsOnOrOff(String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of("taskcast.start.access-log", word)))
                .withMessage(
                        "Setting taskcast.start.access-log (ACCESS_LOG) is '" + word + "'; allowed is true or false");
    }

    /** On those ports devices would not find their routes, or the network would reach the drain. */
    @ParameterizedTest
    @CsvSource({"taskcast.management.port, MANAGEMENT_PORT", "taskcast.drain.local-port, LOCAL_PORT"})
    void thePortOfOperatorsMustDifferFromThePortOfDevices(String key, String variable) {
        for (String devices : List.of("HTTP_PORT", "HTTPS_PORT")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> readAll(Map.of(key, "9005", devices, "9005")))
                    .withMessage("Setting " + key + " (" + variable + ") is '9005'; allowed is any value except"
                            + " that of " + devices);
        }
    }

    @Test
    void portsThatNobodyListensOnAreNoPorts() {
        assertThatCode(() -> readAll(Map.of("taskcast.management.port", "-1", "HTTP_PORT", "-1", "HTTPS_PORT", "8443")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-2", "65536", "99999", "09005", "+9005"})
    void aManagementPortIsOneThatCanBeListenedOn(String port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of("taskcast.management.port", port)))
                .withMessageContaining("allowed is -1 to switch it off, or a port from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"task-updates", "dead"})
    void theControlTopicIsOfRevocationsOnly(String topic) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(
                        Map.of("taskcast.kafka.control-topic", topic, "taskcast.kafka.dead-letter-topic", "dead")))
                .withMessageStartingWith(
                        "Setting taskcast.kafka.control-topic is '" + topic + "'; allowed is any value");
    }

    /** Otherwise its records would be taken for events, dead letters or revocations. */
    @ParameterizedTest
    @ValueSource(strings = {"task-updates", "dead", "control"})
    void theTopicOfPresenceIsOfPresenceOnly(String topic) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> readAll(Map.of(
                        "taskcast.presence.topic", topic,
                        "taskcast.kafka.dead-letter-topic", "dead",
                        "taskcast.kafka.control-topic", "control")))
                .withMessageStartingWith("Setting taskcast.presence.topic is '" + topic + "'; allowed is any value");
    }

    private static void readAll(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(given);
        settings.putIfAbsent("BETTER_AUTH_SECRET", SECRET);
        settings.putIfAbsent("mp.jwt.verify.publickey.location", "https://keys.example/jwks");
        ShippedSettings.readAll(settings().withAll(settings).values());
    }
}
