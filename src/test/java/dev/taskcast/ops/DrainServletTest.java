package dev.taskcast.ops;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Revocations;
import dev.taskcast.config.DrainSettings;
import dev.taskcast.harness.Fake;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.Drain;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.tracing.Tracing;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hook on this machine drains the replica; a page in a browser on this machine does not. */
class DrainServletTest {
    private static final int LOCAL_PORT = 8006;
    private static final TaskLog LOG = new TaskLog(settings().window(), InstantSource.system());

    private final StringWriter body = new StringWriter();
    private final FakeDrain drain = new FakeDrain();
    private int status;

    /** A drain that ends when it begins, unless it hangs. */
    private static final class FakeDrain extends Drain {
        private Duration waited;
        private boolean hangs;

        FakeDrain() {
            this(SessionThreads.pooled(Thread::new, 1));
        }

        private FakeDrain(SessionThreads threads) {
            super(
                    new SessionRegistry(
                            LOG, settings().session(), threads, InstantSource.system(), new Revocations(), Tracing.OFF),
                    threads);
        }

        @Override
        public synchronized CompletableFuture<Integer> begin(Duration wait, Duration time) {
            waited = wait;
            return hangs ? new CompletableFuture<>() : CompletableFuture.completedFuture(7);
        }
    }

    @Test
    void aHookDrainsAndIsToldHowManyWereClosed() throws Exception {
        post(hook());
        assertThat(status).isEqualTo(200);
        assertThat(body).hasToString("{\"closed\":7}" + System.lineSeparator());
        assertThat(drain.waited).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void thePortOfDevicesHasNoRouteToDrain() throws Exception {
        post(hook().to(8005));
        refused(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8006", "http://127.0.0.1:8006", "https://evil.example", "null", ""})
    void noPageDrainsNotEvenAPageOnThisMachine(String origin) throws Exception {
        post(hook().header("Origin", origin));
        refused(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:8006", "evil.example", "127.0.0.1.nip.io:8006", ""})
    void aNameThatOnlyLeadsHereDrainsNothing(String host) throws Exception {
        post(new SentRequest("127.0.0.1").to(LOCAL_PORT).header("Host", host));
        refused(403);
    }

    @Test
    void aRequestFromAnotherMachineOrAProxyDrainsNothing() throws Exception {
        post(new SentRequest("10.0.0.1").to(LOCAL_PORT).header("Host", "127.0.0.1:8006"));
        refused(403);
        post(hook().header("X-Forwarded-For", "127.0.0.1"));
        refused(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "post"})
    void otherMethodsDrainNothingAndAreRefusedToPagesToo(String method) throws Exception {
        send(hook().method(method));
        refused(405);
        send(hook().method(method).header("Origin", "http://localhost:3000"));
        refused(403);
    }

    @Test
    void aDrainThatHangsIsAnsweredSecondsAfterItsTimeLimit() throws Exception {
        drain.hangs = true;
        post(hook());
        assertThat(status).isEqualTo(504);
        assertThat(body.toString()).contains("the drain did not end in time");
    }

    private static SentRequest hook() {
        return new SentRequest("127.0.0.1").to(LOCAL_PORT).header("Host", "127.0.0.1:8006");
    }

    private void post(SentRequest request) throws Exception {
        send(request.method("POST"));
    }

    private void send(SentRequest request) throws Exception {
        status = 0;
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (method, arguments) -> switch (method) {
            case "sendError", "setStatus" -> {
                status = (Integer) arguments[0];
                yield null;
            }
            case "getWriter" -> new PrintWriter(body, true);
            case "setHeader", "setContentType" -> null;
            default -> throw new UnsupportedOperationException(method);
        });
        DrainSettings settings = settings()
                .with("taskcast.drain.rotation-time", "1ms")
                .with("taskcast.drain.time", "1s")
                .drain();
        new DrainServlet(drain, settings).service(request.asServlet(), response);
    }

    private void refused(int expected) {
        assertThat(status).isEqualTo(expected);
        assertThat(drain.waited).as("drained").isNull();
    }
}
