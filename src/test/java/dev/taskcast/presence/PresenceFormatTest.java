package dev.taskcast.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceRecord.Online;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceFormatTest {
    private static final String REPLICA = "0123456789abcdef";
    private static final Instant TIME = Instant.parse("2026-11-26T03:00:00.250Z");

    @Test
    void aUserWhoIsThere() {
        Online online = online("a\"d/a", Optional.of("c1"));
        assertThat(text(PresenceFormat.key(online))).isEqualTo(REPLICA + "/a\"d/a");
        assertThat(text(PresenceFormat.value(online).orElseThrow()))
                .isEqualTo("{\"user\":\"a\\\"d/a\",\"replica\":\"" + REPLICA + "\",\"devices\":2,"
                        + "\"sessions\":[\"s1\",\"s2\"],\"since\":\"2026-11-26T03:00:00.250Z\","
                        + "\"last_seen\":\"2026-11-26T03:00:01.250Z\",\"acked\":\"c1\"}");
        assertThat(readBack(online)).contains(new Online(REPLICA, "a\"d/a", List.of(), online.stay()));
        assertThat(text(PresenceFormat.value(online("bob", Optional.empty())).orElseThrow()))
                .doesNotContain("acked");
    }

    @Test
    void aReplicaThatIsThere() {
        Lease lease = new Lease(REPLICA, TIME, Duration.ofSeconds(60));
        assertThat(text(PresenceFormat.key(lease))).isEqualTo(REPLICA);
        assertThat(text(PresenceFormat.value(lease).orElseThrow()))
                .isEqualTo("{\"replica\":\"" + REPLICA + "\",\"at\":\"2026-11-26T03:00:00.250Z\","
                        + "\"lease_ms\":60000}");
        assertThat(readBack(lease)).contains(lease);
    }

    @Test
    void aUserAndAReplicaThatAreGone() {
        Gone user = new Gone(REPLICA, Optional.of("ada"), TIME, Optional.of("c1"));
        assertThat(PresenceFormat.value(user)).isEmpty();
        assertThat(readBack(user)).contains(user);
        Gone replica = new Gone(REPLICA, Optional.empty(), TIME, Optional.empty());
        assertThat(readBack(replica)).contains(replica);
    }

    @Test
    void theHeadersMakeACloudEventOfIt() {
        Gone gone = new Gone(REPLICA, Optional.of("ada"), TIME, Optional.of("c1"));
        assertThat(headers(new Saying(gone, Saying.Kind.CLOSED, Optional.of("s1"), TIME)))
                .containsOnly(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_type", "session.closed"),
                        Map.entry("ce_source", "/taskcast/" + REPLICA),
                        Map.entry("ce_id", "s1/session.closed"),
                        Map.entry("ce_time", "2026-11-26T03:00:00.250Z"),
                        Map.entry("ce_subject", "ada"),
                        Map.entry("ce_session", "s1"),
                        Map.entry("last_seen", "2026-11-26T03:00:00.250Z"),
                        Map.entry("acked", "c1"));
        assertThat(headers(Saying.of(online("ada", Optional.empty()), TIME)))
                .containsEntry("ce_type", "presence.user")
                .containsEntry("ce_id", REPLICA + "/ada/2026-11-26T03:00:00.250Z")
                .containsEntry("content-type", "application/json")
                .doesNotContainKeys("ce_session", "last_seen");
        assertThat(headers(Saying.of(new Lease(REPLICA, TIME, Duration.ofSeconds(60)), TIME)))
                .containsEntry("ce_type", "presence.replica")
                .doesNotContainKey("ce_subject");
    }

    /** An operator who clears the topic by hand does not have to know our headers. */
    @Test
    void aTombstoneWithoutHeadersIsAsOldAsItsRecord() {
        SourceRecord record = new SourceRecord(0, 0, TIME.toEpochMilli(), new byte[0], SourceRecord.Headers.NONE);
        assertThat(PresenceFormat.read(bytes(REPLICA + "/ada"), record))
                .contains(new Gone(REPLICA, Optional.of("ada"), TIME, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ada | {}",
                "0123456789ABCDEF | {}",
                "0123456789abcdef | {}",
                "0123456789abcdef | [1]",
                "0123456789abcdef | {\"at\":\"yesterday\",\"lease_ms\":1}",
                "0123456789abcdef | {\"at\":\"2026-11-26T03:00:00Z\",\"lease_ms\":\"99999999999999999999\"}",
                "0123456789abcdef/ | {}",
                "0123456789abcdef/ada | {",
                "0123456789abcdef/ada | nothing",
                "0123456789abcdef/ada | {\"devices\":0,\"since\":\"2026-11-26T03:00:00Z\",\"last_seen\":\"2026-11-26T03:00:00Z\"}",
                "0123456789abcdef/ada | {\"devices\":1,\"since\":{},\"last_seen\":\"2026-11-26T03:00:00Z\",\"lease_ms\":1}"
            })
    void aForeignRecordIsRefused(String key, String value) {
        SourceRecord record = new SourceRecord(0, 0, 0, bytes(value), SourceRecord.Headers.NONE);
        assertThat(PresenceFormat.read(bytes(key), record)).isEmpty();
    }

    private static Map<String, String> headers(Saying saying) {
        Map<String, String> headers = new HashMap<>();
        PresenceFormat.headers(saying).forEach((name, value) -> headers.put(name, text(value)));
        return headers;
    }

    private static Online online(String user, Optional<String> acknowledged) {
        Stay stay = new Stay(2, TIME, TIME.plusSeconds(1), acknowledged);
        return new Online(REPLICA, user, List.of("s1", "s2"), stay);
    }

    private static Optional<PresenceRecord> readBack(PresenceRecord record) {
        Map<String, byte[]> headers = PresenceFormat.headers(Saying.of(record, TIME));
        byte[] value = PresenceFormat.value(record).orElse(new byte[0]);
        return PresenceFormat.read(
                PresenceFormat.key(record),
                new SourceRecord(0, 0, 0, value, name -> Optional.ofNullable(headers.get(name))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
