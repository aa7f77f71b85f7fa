package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A publisher by HTTP handles the answers of a gateway correctly. The oracle depends on it. */
class HttpWayTest {
    private static final Series ADA = new Series(List.of("ada"), "c", "", Series.Form.PLAIN);
    private static final Answer ACCEPTED = new Answer(202, "{}");
    private static final Answer BUSY = new Answer(503, "");
    private static final Answer SUCCESS = new Answer(200, "{\"status\":\"SUCCESS\"}");
    private static final Answer RETRY = new Answer(200, "{\"status\":\"RETRY\"}");

    private final Ledger ledger = new Ledger();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> bodies = new ArrayList<>();
    private HttpServer gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            try (exchange) {
                bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                byte[] body = answers.peek().body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answers.poll().status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void aCloudEventIsSentUntilItIsAcknowledged() throws InterruptedException {
        answers.addAll(List.of(BUSY, BUSY, ACCEPTED));
        publish(HttpWay.Kind.CLOUD_EVENT, 1);
        assertThat(bodies).hasSize(3);
        assertThat(bodies.stream().distinct()).hasSize(1);
        assertThat(ledger.doubts()).isZero();
    }

    @Test
    void eachTenthIsSentOnceMore() throws InterruptedException {
        answers.addAll(List.of(ACCEPTED, ACCEPTED));
        publish(HttpWay.Kind.CLOUD_EVENT, 10);
        assertThat(bodies).hasSize(2);
    }

    @Test
    void aSidecarDeliversAgainWhatIsToBeTriedAgain() throws InterruptedException {
        answers.addAll(List.of(RETRY, SUCCESS));
        publish(HttpWay.Kind.DAPR, 1);
        assertThat(bodies).hasSize(2);
    }

    @Test
    void aPlainEventIsSentOnceAndIsDoubtfulWithoutAnAcknowledgement() throws InterruptedException {
        answers.addAll(List.of(BUSY, ACCEPTED));
        publish(HttpWay.Kind.PLAIN, 1);
        publish(HttpWay.Kind.PLAIN, 2);
        assertThat(bodies).hasSize(2);
        assertThat(ledger.isDoubtful(ADA.name(), 1)).isTrue();
        assertThat(ledger.isDoubtful(ADA.name(), 2)).isFalse();
    }

    @Test
    void anEventThatCanNeverBeUsedEndsTheRun() {
        answers.add(new Answer(400, "bad"));
        assertThatThrownBy(() -> publish(HttpWay.Kind.CLOUD_EVENT, 1)).hasMessageContaining("400 bad");
        answers.add(new Answer(200, "{\"status\":\"DROP\"}"));
        assertThatThrownBy(() -> publish(HttpWay.Kind.DAPR, 1)).hasMessageContaining("DROP");
    }

    private void publish(HttpWay.Kind kind, int number) throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
        new HttpWay(kind, List.of(address), () -> "token", ledger).publish(ADA, number);
    }

    private record Answer(int status, String body) {}
}
