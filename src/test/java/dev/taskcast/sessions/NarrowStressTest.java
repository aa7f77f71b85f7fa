package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Filters change while events are appended and sent. Before the cursor of each {@code narrowed} the client gets exactly
 * the events that the old filter passes. After it, the client gets exactly those that the new filter passes.
 */
@Tag("long")
class NarrowStressTest {
    private static final int EVENTS = 20_000;
    private static final int SESSIONS = 8;
    private static final int CHANNELS = 3;
    private static final Pattern UPDATE = Pattern.compile("\"task\":\\{\"id\":(\\d+)");
    private static final Pattern MARK =
            Pattern.compile("\\{\"type\":\"(narrowed|reset)\".*?\"cursor\":\"[^\"]*\"}|" + UPDATE.pattern());

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 64);
    private final SessionsFixture sessions = SessionsFixture.ready(threads);

    @AfterEach
    void end() {
        threads.close();
    }

    @Test
    void everyFrameGoesByTheFilterOfItsPlace() {
        List<Restless> devices =
                IntStream.range(0, SESSIONS).mapToObj(this::device).toList();
        for (int i = 1; i <= EVENTS; i++) {
            sessions.publishIn(channel(i), "ada");
            if (i % 40 == 0) {
                devices.forEach(Restless::narrow);
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            }
        }
        for (Restless device : devices) {
            Await.until(Duration.ofMinutes(2), device::isAtTheEnd, "the end of the log");
            device.check();
        }
    }

    private static String channel(int number) {
        return "c" + number % CHANNELS;
    }

    private Restless device(int number) {
        Restless device = new Restless();
        Subscription subscription = new Subscription(Optional.empty(), number % 2 == 0, Filter.ALL);
        device.session = sessions.registry.open(sessions.caller("ada"), subscription, device, Peer.UNKNOWN);
        return device;
    }

    /** A client that changes its filter, and waits for each answer. */
    private static final class Restless implements Transport {
        private final List<String> frames = new CopyOnWriteArrayList<>();
        private final List<List<String>> wanted = new ArrayList<>(List.of(List.of()));
        private final AtomicInteger answers = new AtomicInteger();
        private volatile long position;
        private volatile Session session;

        void narrow() {
            if (answers.get() < wanted.size() - 1) {
                return;
            }
            List<String> channels = ThreadLocalRandom.current()
                    .ints(ThreadLocalRandom.current().nextInt(CHANNELS), 0, CHANNELS)
                    .mapToObj(NarrowStressTest::channel)
                    .distinct()
                    .toList();
            wanted.add(channels);
            session.narrow(Filter.of(List.of(), channels));
        }

        @Override
        public boolean send(List<Frame> run) {
            run.forEach(this::received);
            return true;
        }

        private void received(Frame frame) {
            frames.add(frame.text());
            if (frame.hasCursor()) {
                position = SessionsFixture.next(frame.text());
            }
            if (frame.text().startsWith("{\"type\":\"narrowed\"")) {
                answers.incrementAndGet();
            }
        }

        @Override
        public boolean ping() {
            return true;
        }

        @Override
        public boolean answersPings() {
            return true;
        }

        @Override
        public void close(CloseCode code, String reason) {
            throw new AssertionError(code + " " + reason);
        }

        /** A pong tells the cursor when no other frame does. */
        boolean isAtTheEnd() {
            session.pong("");
            return position == EVENTS && answers.get() == wanted.size() - 1;
        }

        void check() {
            assertThat(answers.get()).as("changes").isGreaterThan(20);
            List<Integer> received = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            int filter = 0;
            long from = 0;
            for (String text : frames) {
                Matcher marks = MARK.matcher(text);
                while (marks.find()) {
                    if (marks.group(2) != null) {
                        received.add(Integer.valueOf(marks.group(2)));
                    } else if (marks.group(1).equals("narrowed")) {
                        from = expect(expected, from, SessionsFixture.next(marks.group()), wanted.get(filter++));
                        assertThat(received).as("before the change %d", filter).isEqualTo(expected);
                    } else {
                        assertThat(SessionsFixture.next(marks.group())).isEqualTo(from);
                    }
                }
            }
            expect(expected, from, EVENTS, wanted.get(filter));
            assertThat(received).isEqualTo(expected);
        }

        private static long expect(List<Integer> expected, long from, long upTo, List<String> channels) {
            for (int i = (int) from + 1; i <= upTo; i++) {
                if (channels.isEmpty() || channels.contains(channel(i))) {
                    expected.add(i);
                }
            }
            return upTo;
        }
    }
}
