package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.taskcast.config.SocketSettings;
import dev.taskcast.harness.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of sockets is limited by the memory for them, on the heap and outside it. */
class CapacityTest {
    private static final long MIB = 1 << 20;
    private static final long HEAP = 460 * MIB;
    private static final int MANY = 1_000_000;
    /** The share of the heap in percent, as in jvm.options. */
    private static final int SHARE = 36;

    private static final SocketSettings BOUNDED = with("HTTP_SEND_BUFFER", "16384");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([0-9]+ MiB(?: \\| [0-9]+){7}) \\|$");

    @ParameterizedTest
    @CsvSource({
        "512, 182, 182, 0, 1000000, 1120, the container",
        "1024, 367, 367, 0, 1000000, 4697, the heap",
        "1024, 367, 367, 64, 1000000, 4392, the container",
        "1024, 367, 64, 0, 1000000, 2560, MaxDirectMemorySize",
        "1024, 367, 367, 0, 800, 750, HTTP_MAX_CONNECTIONS",
        "24000, 4000, 4000, 0, 1000000, 51200, the heap",
        "256, 182, 182, 0, 1000000, 0, the container",
        "512, 182, 16, 0, 1000000, 0, MaxDirectMemorySize"
    })
    void theScarcestResourceLimitsTheSockets(
            long container, long heap, long direct, long threads, int tcp, int sockets, String limit) {
        Capacity capacity = new Capacity(container * MIB, heap * MIB, direct * MIB, threads * MIB, tcp);
        assertThat(capacity.sockets()).isEqualTo(sockets);
        assertThat(capacity.limit()).isEqualTo(limit);
    }

    @Test
    void theSharesAreNeverMoreThanTheContainer() {
        for (long container = 450; container < 8_000; container += 50) {
            Capacity capacity = new Capacity(container * MIB, container * MIB * SHARE / 100, container * MIB, 0, MANY);
            assertThat(capacity.heap()
                            + Capacity.PROCESS
                            + Capacity.KAFKA
                            + capacity.sockets() * Capacity.SOCKET
                            + capacity.forRequests())
                    .as(container + " MiB")
                    .isLessThanOrEqualTo(container * MIB);
            assertThat(capacity.connections()).isGreaterThan(capacity.sockets());
        }
    }

    /** The heap in this table is what Java 25 computes from the limit. */
    @Test
    void theTableOfOperatorsHasTheShares() throws IOException {
        List<MatchResult> rows = ROW.matcher(Files.readString(Path.of("docs/operations.md")))
                .results()
                .toList();
        assertThat(rows).hasSize(4);
        for (MatchResult row : rows) {
            List<Long> cells = Arrays.stream(row.group(1).split(" \\| | MiB \\| "))
                    .map(Long::valueOf)
                    .toList();
            long container = cells.get(0);
            long heap = cells.get(1);
            Capacity capacity = new Capacity(container * MIB, heap * MIB, heap * MIB, 0, MANY);
            assertThat((double) heap).isCloseTo(container * SHARE / 100.0, within(3.0));
            assertThat(List.of(Capacity.PROCESS / MIB, Capacity.KAFKA / MIB)).isEqualTo(cells.subList(2, 4));
            assertThat((double) capacity.sockets()).isCloseTo(cells.get(4), withinPercentage(1));
            assertThat(capacity.sockets() * Capacity.SOCKET / MIB).isBetween(cells.get(5) - 2, cells.get(5) + 2);
            assertThat(capacity.forRequests() / MIB).isBetween(cells.get(6) - 1, cells.get(6) + 1);
            assertThat((double) capacity.connections()).isBetween(cells.get(7) * 1.0, cells.get(7) * 1.1);
        }
    }

    @Test
    void aServerThatDoesNotSayHowManyConnectionsItAcceptsIsNoLimit() {
        assertThat(settings().socket().maxTcpConnections()).isZero();
        assertThat(new Capacity(1024 * MIB, 367 * MIB, 367 * MIB, 0, 0).sockets())
                .isEqualTo(4697);
        assertThat(settings()
                        .withAll(Map.of("HTTP_MAX_CONNECTIONS", "123"))
                        .socket()
                        .maxTcpConnections())
                .isEqualTo(123);
    }

    @Test
    void theReportHasTheSharesAndNothingElseIfAllFits() {
        try (Lines lines = new Lines(MemoryReport.class)) {
            MemoryReport.tell(capacity(512, 182, 1_200), BOUNDED);
            assertThat(lines.all())
                    .containsExactly(
                            "INFO TCAST0702I: Memory: of 512 MiB the heap gets 182, classes, code and threads 216,"
                                    + " answers of Kafka 24, 1120 sockets 78 outside the heap, other connections 11;"
                                    + " the number of sockets is limited by the container");
        }
    }

    @Test
    void theReportSaysWhatDoesNotFit() {
        assertThat(warnings(capacity(512, 182, 8_000), BOUNDED))
                .containsExactly("TCAST0703W: The memory may not be enough: HTTP_MAX_CONNECTIONS is 8000: set it to"
                        + " 1942 or less");
        assertThat(warnings(capacity(512, 182, 1_200), settings().socket()))
                .containsExactly("TCAST0703W: The memory may not be enough: HTTP_SEND_BUFFER is unknown: use it as"
                        + " sendBufferSize in tcpOptions, and set it to 16384");
        assertThat(warnings(capacity(512, 182, 1_200), with("HTTP_SEND_BUFFER", "32768")))
                .containsExactly("TCAST0703W: The memory may not be enough: HTTP_SEND_BUFFER is 32768: set it to"
                        + " 16384 or less");
    }

    @Test
    void theReportSaysForHowManyMoreThereIsMemory() {
        assertThat(warnings(capacity(2048, 738, 8_000), BOUNDED))
                .containsExactly("TCAST0704W: More sockets would fit: set HTTP_MAX_CONNECTIONS to 19228: there is"
                        + " memory for 9446 sockets");
        assertThat(warnings(capacity(2048, 738, 19_228), BOUNDED)).isEmpty();
    }

    @Test
    void aSettingBelowTheMemoryGivesNoWarning() {
        SocketSettings few = settings()
                .with("taskcast.socket.max-connections", 7_500)
                .withAll(Map.of("HTTP_SEND_BUFFER", "16384"))
                .socket();
        assertThat(warnings(capacity(2048, 738, 8_000), few)).isEmpty();
    }

    /** If a replica that has no room for sockets became ready, a deploy would end the old replica, which has room. */
    @ParameterizedTest
    @CsvSource({
        "512, 300, 300, 'of 512 MiB the heap gets 300, and the process and Kafka 240: make the heap smaller or'",
        "512, 182, 24, make MaxDirectMemorySize larger than the 24 MiB"
    })
    void withoutMemoryForASocketNothingStarts(long container, long heap, long direct, String reason) {
        Capacity none = new Capacity(container * MIB, heap * MIB, direct * MIB, 0, 8_000);
        try (Lines lines = new Lines(MemoryReport.class)) {
            assertThatThrownBy(() -> MemoryReport.tell(none, BOUNDED)).isInstanceOf(IllegalStateException.class);
            assertThat(lines.all().get(1))
                    .startsWith("SEVERE TCAST0005E: Not started: There is no memory for sockets: " + reason);
        }
    }

    /** A socket's share of memory has a part for the kernel. Without this limit, the kernel would keep more. */
    @Test
    void theServerBoundsWhatTheKernelKeeps() throws IOException {
        assertThat(Files.readString(Path.of("src/main/liberty/config/server.xml")))
                .contains("<variable name=\"HTTP_SEND_BUFFER\" defaultValue=\"16384\"/>")
                .contains("sendBufferSize=\"${HTTP_SEND_BUFFER}\"");
    }

    private static SocketSettings with(String key, String value) {
        return settings().withAll(Map.of(key, value)).socket();
    }

    private static Capacity capacity(long container, long heap, int tcp) {
        return new Capacity(container * MIB, heap * MIB, heap * MIB, 0, tcp);
    }

    private static List<String> warnings(Capacity capacity, SocketSettings socket) {
        try (Lines lines = new Lines(MemoryReport.class)) {
            MemoryReport.tell(capacity, socket);
            return lines.all().stream()
                    .filter(line -> line.startsWith("WARNING "))
                    .map(line -> line.substring("WARNING ".length()))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"256m, 268435456", "256M, 268435456", "1g, 1073741824", "64k, 65536", "1000, 1000"})
    void theLimitOfDirectMemoryIsReadFromTheOptions(String value, long bytes) {
        assertThat(Capacity.direct(HEAP, List.of("-Xmx460m", "-XX:MaxDirectMemorySize=" + value)))
                .isEqualTo(bytes);
    }

    @Test
    void theLimitOfDirectMemoryIsTheLastOptionOrElseTheHeap() {
        assertThat(Capacity.direct(HEAP, List.of("-XX:MaxDirectMemorySize=1k", "-XX:MaxDirectMemorySize=2k")))
                .isEqualTo(2048);
        assertThat(Capacity.direct(HEAP, List.of("-Xss1m"))).isEqualTo(HEAP);
        assertThat(Capacity.direct(HEAP, List.of("-XX:MaxDirectMemorySize=0"))).isEqualTo(HEAP);
    }
}
