package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.CloseCode;
import java.util.ArrayList;
import java.util.List;

/** A socket under the test's control: it keeps what it was sent and completes sends when it is told to. */
class FakeTransport implements Transport {
    final List<String> sent = new ArrayList<>();
    final List<String> closes = new ArrayList<>();
    int pings;
    Completion outstanding;
    private boolean completesInside = true;

    /** From now on a send stays outstanding until {@link #complete}. */
    FakeTransport holding() {
        completesInside = false;
        return this;
    }

    /** From now on sends complete inside the call. */
    void flowing() {
        completesInside = true;
        complete();
    }

    @Override
    public void send(String frame, Completion done) {
        assertThat(outstanding).as("a send while another one is outstanding").isNull();
        sent.add(frame);
        if (completesInside) {
            done.completed(true);
        } else {
            outstanding = done;
        }
    }

    @Override
    public boolean ping() {
        assertThat(outstanding).as("a ping while a send is outstanding").isNull();
        pings++;
        return true;
    }

    @Override
    public void close(CloseCode code, String reason) {
        closes.add(code.number() + " " + reason);
    }

    /** Completes the send that is outstanding. */
    void complete() {
        Completion done = outstanding;
        outstanding = null;
        if (done != null) {
            done.completed(true);
        }
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
