package dev.taskcast.documents;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.AuthSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.TaskLog;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.ClientFrameParser;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ServerFrames;
import dev.taskcast.wire.ServerFrames.Greeting;
import dev.taskcast.wire.TopicIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The reconnect that PROTOCOL.md shows is what the code does, byte by byte. */
class WorkedExampleTest {
    private static final Document EXAMPLE = Document.of("PROTOCOL.md").section("A reconnect, byte by byte");
    private static final TopicIdentity TOPIC = TopicIdentity.of("fq1Qn1kxSjy0sYbLVMwpZQ");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T10:00:05Z"));

    private final List<String> frames = EXAMPLE.found("(?m)^(\\{\"type\".*)$");
    private final ClientFrame.Auth auth = (ClientFrame.Auth) new ClientFrameParser(16).read(frames.get(0));

    @Test
    void theTokenProvesAda() {
        assertThat(caller().user()).isEqualTo("ada");
        assertThat(auth.accept()).containsExactly("batch");
    }

    @Test
    void welcomeReplayAndHeartbeatAreWhatAReplicaSends() {
        TaskLog log = new TaskLog(settings().window(), CLOCK);
        log.open(TOPIC, new long[] {412, 1000, 97});
        log.caughtUp();
        append(log, 1, 1000, "ada", "task.updated", "{\"id\":\"t-1\",\"title\":\"Buy milk\",\"n\":1.10}", 250);
        append(log, 1, 1001, "bob", "task.updated", "{\"id\":\"t-9\"}", 700);
        append(log, 2, 97, "ada", "task.completed", "{\"id\":\"t-2\"}", 1500);

        LogReader reader = log.subscribe("ada", () -> {});
        Cursor cursor = Cursor.parse(auth.cursor().orElseThrow()).orElseThrow();
        Beginning beginning = reader.beginAfter(cursor, () -> {}).orElseThrow();
        Greeting greeting = new Greeting("ada", "a1b2c3d4e5f60718", Duration.ofSeconds(25), caller().expiresAt());

        assertThat(frames.get(1))
                .isEqualTo(ServerFrames.welcome(greeting, beginning).text());
        assertThat(frames.get(2))
                .isEqualTo(ServerFrames.batch(List.of(
                                reader.next().orElseThrow().frame(),
                                reader.next().orElseThrow().frame()))
                        .text());
        assertThat(reader.next()).isEmpty();
        assertThat(frames.get(3))
                .isEqualTo(ServerFrames.heartbeat(reader.cursor().orElseThrow()).text());
        assertThat(frames).hasSize(4);
    }

    @Test
    void theBytesOnTheWireAreThoseOfRfc6455() {
        List<String> shown = EXAMPLE.found("(?m)^(81 [0-9a-f ]+)");
        byte[] mask = {0x37, (byte) 0xfa, 0x21, 0x3d};
        assertThat(shown).hasSize(4);
        for (int i = 0; i < shown.size(); i++) {
            byte[] bytes = HexFormat.of().parseHex(shown.get(i).replace(" ", ""));
            byte[] expected = frame(frames.get(i), i == 0 ? mask : new byte[0]);
            assertThat(expected).startsWith(bytes);
        }
    }

    @Test
    void theHandshakeAnswersItsKey() throws NoSuchAlgorithmException {
        String key = EXAMPLE.found("Sec-WebSocket-Key: (\\S+)").get(0);
        byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        assertThat(EXAMPLE.found("Sec-WebSocket-Accept: (\\S+)"))
                .containsExactly(Base64.getEncoder().encodeToString(digest));
    }

    @Test
    void cursorsAreTakenApartAsTheTableShows() {
        List<List<String>> rows = EXAMPLE.rows();
        assertThat(rows).hasSize(3);
        for (List<String> row : rows) {
            Cursor cursor = Cursor.parse(row.get(0)).orElseThrow();
            String bytes = row.subList(1, 6).stream().collect(Collectors.joining(" "));
            assertThat(HexFormat.ofDelimiter(" ")
                            .formatHex(Base64.getUrlDecoder().decode(row.get(0))))
                    .isEqualTo(bytes);
            assertThat(cursor.topic()).isEqualTo(TOPIC);
            assertThat(LongStream.range(0, cursor.partitions())
                            .mapToObj(partition -> Long.toString(cursor.next((int) partition)))
                            .collect(Collectors.joining(", ")))
                    .isEqualTo(row.get(6));
        }
    }

    private Caller caller() {
        String secret = EXAMPLE.found("secret `([^`]+)`").get(0);
        AuthSettings settings = settings().with("BETTER_AUTH_SECRET", secret).auth();
        try (TokenVerifier verifier = new TokenVerifier(settings, CLOCK)) {
            return verifier.verify(auth.token().orElseThrow());
        }
    }

    private static void append(
            TaskLog log, int partition, long offset, String user, String type, String task, int millis) {
        Instant time = Instant.parse("2026-11-23T10:00:00Z").plusMillis(millis);
        Audience audience = new Audience.Users(List.of(user));
        log.append(
                new SourceRecord(partition, offset, time.toEpochMilli(), new byte[0], SourceRecord.Headers.NONE),
                new TaskEvent(type, audience, task, partition + "-" + offset, time));
    }

    /** One final text frame (RFC 6455 §5.2). */
    private static byte[] frame(String text, byte[] mask) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        boolean longer = payload.length > 125;
        byte[] bytes = new byte[2 + (longer ? 2 : 0) + mask.length + payload.length];
        bytes[0] = (byte) 0x81;
        bytes[1] = (byte) ((mask.length > 0 ? 0x80 : 0) | (longer ? 126 : payload.length));
        int at = 2;
        if (longer) {
            bytes[at++] = (byte) (payload.length >> 8);
            bytes[at++] = (byte) payload.length;
        }
        for (byte part : mask) {
            bytes[at++] = part;
        }
        for (int i = 0; i < payload.length; i++) {
            bytes[at++] = (byte) (mask.length > 0 ? payload[i] ^ mask[i % mask.length] : payload[i]);
        }
        return bytes;
    }
}
