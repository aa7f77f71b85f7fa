package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each attack is refused with its code; the server stays up, and a well-behaved user notices nothing. */
class AttackIT {
    private static final byte[] PING = "{\"type\":\"ping\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int IDLE = 5_000;
    private static final int GIANTS = 64;
    private static final int STRAYS = 80;
    private static final long SPARE_BYTES = 16 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static Target target;

    private final TestTokens tokens = Gateway.tokens();
    private final String ada = Devices.user("ada");
    private final List<RawSocket> attackers = new ArrayList<>();
    private RawSocket bystander;

    @BeforeAll
    static void start() {
        target = new Target("attacked");
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @BeforeEach
    void connect() throws IOException {
        bystander = RawSocket.welcomed(target.uri, tokens.of(ada));
    }

    /** The bystander still gets its events, and newcomers get in. */
    @AfterEach
    void othersNoticeNothing() throws Exception {
        Topic.update(ada, "{\"id\":\"after the attack\"}");
        assertThat(bystander.text("task_update")).contains("after the attack");
        RawSocket.welcomed(target.uri, tokens.of(Devices.user("newcomer"))).close();
        assertThat(target.isAlive()).isTrue();
        for (RawSocket attacker : attackers) {
            attacker.close();
        }
        bystander.close();
    }

    @Test
    void anUnmaskedFrameEndsTheConnection() throws IOException {
        assertThat(attacker().unmasked(RawSocket.TEXT, PING).closeCode()).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC1, 0xA1, 0x91})
    void aReservedBitEndsTheConnection(int first) throws IOException {
        assertThat(attacker().frame(first, PING).closeCode()).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x83, 0x87, 0x8B, 0x8F})
    void aReservedOpcodeEndsTheConnection(int first) throws IOException {
        assertThat(attacker().frame(first, PING).closeCode()).isEqualTo(1002);
    }

    @Test
    void invalidUtf8EndsTheConnection() throws IOException {
        byte[] invalid = {'"', (byte) 0xc3, (byte) 0x28, '"'};
        assertThat(attacker().frame(RawSocket.TEXT, invalid).closeCode()).isEqualTo(1007);
    }

    /** After some empty frames, the container loses its place in the bytes. Then it ends the connection itself. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void fragmentsWithoutEndEndTheConnectionEvenWhenTheyAreEmpty(int length) throws IOException {
        RawSocket attacker = attacker().frame(0x01, new byte[] {'{'});
        assertThat(flood(attacker, 0x00, " ".repeat(length).getBytes(StandardCharsets.US_ASCII), 40_000))
                .isIn(1002, 1007, 1009, RawSocket.CUT);
    }

    /** 2^31, 2^40, 2^63 - 1, and as unsigned numbers 2^63 and 2^64 - 1, which the container takes for empty frames. */
    @ParameterizedTest
    @ValueSource(longs = {16_385, 1L << 31, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void aFrameThatDeclaresATooLargeLengthIsRefusedBeforeItsBodyArrives(long length) throws IOException {
        for (int first : new int[] {RawSocket.TEXT, RawSocket.BINARY, RawSocket.PART}) {
            assertThat(attacker().frameThatSays(first, length).closeCode())
                    .as("%x, with a token", first)
                    .isEqualTo(1009);
            assertThat(bare().frameThatSays(first, length).closeCode())
                    .as("%x, without a token", first)
                    .isEqualTo(1009);
        }
        RawSocket begun = attacker().frame(RawSocket.PART, new byte[] {'{'});
        assertThat(begun.frameThatSays(RawSocket.LAST_PART, length).closeCode())
                .as("continuation")
                .isEqualTo(1009);
    }

    /** Sixty-four such frames once filled half a gigabyte, and then the process. */
    @Test
    void theBodyOfAFrameThatIsTooLargeIsNotKept() throws Exception {
        long heap = target.liveBytes();
        double direct = target.metric("jvm_buffer_pool_used_bytes");
        for (int i = 0; i < GIANTS; i++) {
            flood(bare().frameThatSays(RawSocket.TEXT, 1L << 31), new byte[64 << 10], 32);
            RawSocket stray = bare().frameThatSays(0x00, 1L << 31);
            for (int sent = 0; sent < 100 && !stray.isAnswered(); sent++) {
                stray.send(new byte[8 << 10]);
            }
        }
        assertThat(target.liveBytes()).as("heap").isLessThan(heap + SPARE_BYTES);
        assertThat(target.metric("jvm_buffer_pool_used_bytes")).as("direct").isLessThan(direct + SPARE_BYTES);
    }

    /**
     * One such client once filled the heap and ended the process. These fragments bring 640 MB, more than the heap has.
     */
    @Test
    void continuationFramesWithoutAStartAreNotKept() throws Exception {
        long heap = target.liveBytes();
        byte[] part = "x".repeat(8_000).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < STRAYS; i++) {
            RawSocket attacker = i % 2 == 0 ? attacker() : bare();
            for (int sent = 0; sent < 1_000 && !attacker.isAnswered(); sent++) {
                attacker.frame(0x00, part);
            }
        }
        assertThat(target.liveBytes()).as("heap").isLessThan(heap + SPARE_BYTES);
        RawSocket attacker = attacker().frame(0x00, PING);
        assertThat(flood(attacker, RawSocket.TEXT, PING, 10)).isIn(1008, RawSocket.CUT);
    }

    @Test
    void aFloodOfFramesEndsTheConnection() throws IOException {
        assertThat(flood(attacker(), RawSocket.TEXT, PING, 5_000)).isIn(1008, RawSocket.CUT);
    }

    @Test
    void aFloodOfProtocolPingsHarmsNobody() throws IOException {
        RawSocket attacker = attacker();
        for (int i = 0; i < 2_000; i++) {
            attacker.frame(0x89, PING);
        }
    }

    @Test
    void idleConnectionsWithoutATokenAreCounted() throws IOException {
        List<RawSocket> idle = new ArrayList<>();
        for (int i = 0; i < Target.MAX_UNAUTHENTICATED; i++) {
            idle.add(knocking("/ws"));
        }
        Await.until(PATIENCE, () -> isFullOrOneFuller(idle), "all places without a token to be taken");
        RawSocket oneTooMany = knocking("/ws");
        oneTooMany.head();
        assertThat(oneTooMany.closeCode()).isEqualTo(1013);
        while (idle.size() < IDLE) {
            idle.add(knocking("/ws"));
        }
        RawSocket last = knocking("/ws");
        assertThat(last.head()).containsPattern("^HTTP/1.1 (101|503)");
        assertThat(last.closeCode()).as("after 503 there is no frame").isIn(1013, RawSocket.CUT);
        for (RawSocket socket : idle) {
            socket.close();
        }
        Await.until(PATIENCE, this::getsInByFirstFrame, "room again after they have left");
    }

    @Test
    void handshakesThatNeverEndLockNobodyOut() throws IOException {
        for (int i = 0; i < 200; i++) {
            RawSocket slow = new RawSocket(target.uri);
            attackers.add(slow);
            slow.say("GET /ws HTTP/1.1\r\nHost: x\r\nUpgr");
        }
    }

    /**
     * With 101 the container would read a body as well. Some of its threads would then never return after their client
     * had left.
     */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
    void anUpgradeThatDeclaresABodyIsRefused(String header) throws IOException {
        RawSocket attacker = knocking("/ws", header, "Authorization: Bearer " + tokens.of(Devices.user("eve")));
        assertThat(attacker.head()).startsWith("HTTP/1.1 400").containsIgnoringCase("\r\nconnection: close\r\n");
    }

    @Test
    void aTokenOf100KilobytesIsRefusedInEveryPlace() throws IOException {
        String huge = "A".repeat(100 << 10);
        assertThat(refusal("/ws?token=" + huge)).doesNotContain(" 101 ").doesNotContain("AAAA");
        assertThat(refusal("/ws", "Authorization: Bearer " + huge))
                .doesNotContain(" 101 ")
                .doesNotContain("AAAA");
        assertThat(refusal("/ws", "Sec-WebSocket-Protocol: taskcast.v1, base64url.bearer.taskcast." + huge))
                .doesNotContain(" 101 ")
                .doesNotContain("AAAA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws?token=%0d%0aX-Injected:%20yes",
                "/ws?cursor=%0d%0aX-Injected:%20yes",
                "/ws?accept=batch%0aX-Injected:%20yes&token=a"
            })
    void noHeaderIsInjectedByAQuery(String path) throws IOException {
        assertThat(refusal(path)).doesNotContain("X-Injected");
    }

    @Test
    void noHeaderIsInjectedByAProtocol() throws IOException {
        String answer = refusal("/ws", "Sec-WebSocket-Protocol: evil\tX-Injected: yes, taskcast.v1");
        assertThat(answer).doesNotContain("X-Injected").doesNotContain("evil");
    }

    /**
     * A socket is counted some time after the answer to its upgrade, and sockets of the previous test may still be
     * counted.
     */
    private boolean isFullOrOneFuller(List<RawSocket> idle) throws IOException, InterruptedException {
        return target.metric("taskcast_unauthenticated") == Target.MAX_UNAUTHENTICATED || !idle.add(knocking("/ws"));
    }

    private boolean getsInByFirstFrame() throws IOException {
        String auth = "{\"type\":\"auth\",\"token\":\"" + tokens.of(Devices.user("newcomer")) + "\"}";
        try (RawSocket newcomer = new RawSocket(target.uri).knock("/ws")) {
            newcomer.head();
            return newcomer.frame(RawSocket.TEXT, auth.getBytes(StandardCharsets.US_ASCII))
                    .text()
                    .startsWith("{\"type\":\"welcome\"");
        }
    }

    private RawSocket bare() throws IOException {
        RawSocket socket = knocking("/ws");
        socket.head();
        return socket;
    }

    /** Sends a body for as long as the gateway reads. */
    private static void flood(RawSocket attacker, byte[] part, int times) {
        try {
            for (int i = 0; i < times; i++) {
                attacker.send(part);
            }
        } catch (IOException ended) {
            // As expected.
        }
    }

    private RawSocket attacker() throws IOException {
        RawSocket socket = RawSocket.welcomed(target.uri, tokens.of(Devices.user("eve")));
        attackers.add(socket);
        return socket;
    }

    private RawSocket knocking(String path, String... headers) throws IOException {
        RawSocket socket = new RawSocket(target.uri);
        attackers.add(socket);
        return socket.knock(path, headers);
    }

    private String refusal(String path, String... headers) throws IOException {
        try {
            return knocking(path, headers).head();
        } catch (SocketTimeoutException undecided) {
            throw new AssertionError("The gateway neither answered nor cut the connection", undecided);
        } catch (IOException cutOff) {
            return "cut off";
        }
    }

    /** Sends until the gateway ends the connection; returns how it ended. */
    private static int flood(RawSocket attacker, int first, byte[] payload, int most) {
        try {
            for (int i = 0; i < most; i++) {
                attacker.frame(first, payload);
            }
        } catch (IOException ended) {
            // The gateway has ended it; the calling code asks how.
        }
        return attacker.closeCode();
    }
}
