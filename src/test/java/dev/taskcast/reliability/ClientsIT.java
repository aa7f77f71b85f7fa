package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.ClientPrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Tests our clients for Python and Java with real replicas while events flow.
 *
 * <p>Their connections are cut, their tokens expire, and their replica is drained. Each client gets each event once and
 * in order, and is never told to reload.
 */
@Scenario
class ClientsIT {
    private static final String USER = "of-small-clients";
    private static final int RATE = 100;
    /** The gateway announces the end in the last quarter, and accepts the token for ten more seconds. */
    private static final Duration LIFETIME = Duration.ofSeconds(4);

    private static final Duration RENEWED = LIFETIME.plusSeconds(11);
    /**
     * A client whose connection was cut returns after at most three short waits. If the WebSocket client of the JDK does
     * not report the end, the Java client finds it by the heartbeat: after 29 s.
     */
    private static final Duration RECOVERY = Duration.ofSeconds(45);

    private final AtomicInteger tokens = new AtomicInteger();

    @Test
    void cutLinesShortTokensAndADrainLoseNothingAndDoubleNothing() throws Exception {
        Ring ring = Ring.get();
        Replica first = ring.pair().get(0);
        Replica second = ring.pair().get(1);
        HttpServer login = login(ring);
        try (Doorway door = new Doorway(first.socket());
                Program python = new Program(ClientPrograms.python(), door, login);
                Program java = new Program(ClientPrograms.java(), door, login);
                Traffic traffic = new Traffic(ring.broker().address(), Ring.TOPIC, List.of(Series.of(USER)), 10)) {
            List<Program> programs = List.of(python, java);
            programs.forEach(program -> program.await(1));
            traffic.start(RATE, Long.MAX_VALUE, new Oracle());
            for (int i = 0; i < 3; i++) {
                traffic.awaitTotal(traffic.total() + RATE);
                door.cut();
                awaitHeard(programs, traffic);
            }
            renew(door);
            drain(door, first, second);
            awaitHeard(programs, traffic);
            long published = traffic.finish(traffic.total()).get(USER);
            List<String> all = new ArrayList<>(List.of("snapshot"));
            for (long n = 1; n <= published; n++) {
                all.add("event " + USER + "-" + n);
            }
            programs.forEach(program -> program.await(all.size()));
            assertThat(python.heard).as("python").isEqualTo(all);
            assertThat(java.heard).as("java").isEqualTo(all);
        } finally {
            login.stop(0);
            first.stop();
            first.start();
        }
    }

    /** Waits until the programs have heard more events than were published before this call. */
    private static void awaitHeard(List<Program> programs, Traffic traffic) {
        int next = (int) traffic.total() + 2;
        programs.forEach(program -> program.await(next));
    }

    /** Waits until both tokens have expired. No connection ends. */
    private void renew(Doorway door) {
        int before = door.connections();
        int fetched = tokens.get();
        long begin = System.nanoTime();
        Await.until(
                RECOVERY,
                () -> System.nanoTime() - begin > RENEWED.toNanos() && tokens.get() >= fetched + 2,
                "new tokens");
        assertThat(door.connections()).isEqualTo(before);
    }

    /** Drains a replica. Each client opens one more connection, to the other replica. */
    private static void drain(Doorway door, Replica from, Replica to) throws IOException, InterruptedException {
        int before = door.connections();
        door.leadTo(to.socket());
        from.drain();
        assertThat(door.connections()).isEqualTo(before + 2);
    }

    /** Starts a login service that gives each caller a new token. */
    private HttpServer login(Ring ring) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, ring.tokens().of(USER, LIFETIME)));
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange, String token) throws IOException {
        tokens.incrementAndGet();
        try (exchange) {
            exchange.sendResponseHeaders(200, token.length());
            exchange.getResponseBody().write(token.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A client's process, and the events that its application heard. */
    private static final class Program implements AutoCloseable {
        final List<String> heard = new CopyOnWriteArrayList<>();
        private final Process process;

        Program(List<String> command, Doorway door, HttpServer login) throws IOException {
            List<String> whole = new ArrayList<>(command);
            whole.add(door.address().toString());
            whole.add("http://127.0.0.1:" + login.getAddress().getPort() + "/");
            process = new ProcessBuilder(whole)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread reader = new Thread(this::listen, "program");
            reader.setDaemon(true);
            reader.start();
        }

        private void listen() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(heard::add);
            } catch (IOException gone) {
                // The process has ended.
            }
        }

        /** Waits until there are {@code lines} lines. */
        void await(int lines) {
            Await.until(RECOVERY, () -> heard.size() >= lines, lines + " lines of " + process.info());
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.destroy();
        }
    }
}
