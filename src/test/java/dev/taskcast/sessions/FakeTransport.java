package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A socket under the test's control: it keeps the text of each frame, and a send takes as long as the test's action in
 * it.
 */
class FakeTransport implements Transport {
    final List<String> sent = new ArrayList<>();
    final List<Integer> runs = new ArrayList<>();
    final List<String> closes = new ArrayList<>();
    int pings;
    boolean broken;
    boolean answersPings = true;
    private final Queue<Runnable> meanwhile = new ArrayDeque<>();
    private boolean inCall;

    /** Sets what happens during one of the next sends. */
    FakeTransport during(Runnable happening) {
        meanwhile.add(happening);
        return this;
    }

    @Override
    public boolean send(List<Frame> frames) {
        assertThat(inCall).as("a send while another one is under way").isFalse();
        inCall = true;
        frames.forEach(frame -> sent.add(frame.text()));
        runs.add(frames.size());
        Runnable happening = meanwhile.poll();
        if (happening != null) {
            happening.run();
        }
        inCall = false;
        return !broken;
    }

    @Override
    public boolean ping() {
        assertThat(inCall).as("a ping while a send is under way").isFalse();
        pings++;
        return !broken;
    }

    @Override
    public boolean answersPings() {
        return answersPings;
    }

    @Override
    public void close(CloseCode code, String reason) {
        closes.add(code.number() + " " + reason);
    }

    /** The types of the frames so far. */
    List<String> types() {
        return sent.stream().map(frame -> frame.split("\"", 5)[3]).toList();
    }

    /** The newest frame. */
    String last() {
        return sent.get(sent.size() - 1);
    }
}
