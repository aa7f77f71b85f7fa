package dev.taskcast.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;

/** Delivers each event to the application exactly once. It calls it on a separate thread: no line waits for it. */
final class Delivery {
    private final TaskcastClient.Application application;
    final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> seen = new ArrayList<>(); // names of events that the new line will deliver again
    private List<String> overlap; // names of events that a line delivers while another one takes over; else null
    private String user;
    private String received;
    volatile String stored; // the cursor up to which everything was handed over

    Delivery(String cursor, TaskcastClient.Application application) {
        this.application = application;
        received = stored = cursor;
    }

    /** The cursor for a line that begins now (C-17). From now on, the old line's deliveries are noted (C-18). */
    String resume() {
        overlap = new ArrayList<>();
        return received;
    }

    /** A session begins; from now on, only its frames count. */
    void welcome(Map<?, ?> frame) {
        seen.addAll(overlap);
        overlap = null;
        boolean other = user != null && !user.equals(frame.get("user"));
        user = (String) frame.get("user");
        if (other || received == null || !"resumed".equals(frame.get("resume"))) { // C-11 to C-13, C-15
            reset(other ? "user-changed" : frame.get(frame.containsKey("reason") ? "reason" : "resume"));
        }
        take(frame.get("cursor"));
    }

    void update(Map<?, ?> frame) {
        String name = (String) frame.get(frame.containsKey("fingerprint") ? "fingerprint" : "id"); // C-19
        if (overlap != null) {
            overlap.add(name);
        }
        if (!seen.remove(name)) { // once for each time that it was noted (C-20)
            thread.execute(() -> application.event(frame));
        }
    }

    /** Events may be missing (C-14). Later events wait until the snapshot is loaded. */
    void reset(Object reason) {
        seen.clear(); // C-21
        thread.execute(() -> load((String) reason));
    }

    private void load(String reason) {
        for (int attempt = 0; !thread.isShutdown(); attempt++) {
            try {
                application.reset(reason);
                return;
            } catch (Exception failed) {
                TaskcastClient.LOG.log(Level.WARNING, "taskcast: the snapshot failed", failed);
                LockSupport.parkNanos(1_000_000 * TaskcastClient.backoffMs(attempt));
            }
        }
    }

    /** The newest cursor is the only one to keep (C-9), after the events before it were handed over. */
    void take(Object cursor) {
        if (cursor != null) {
            received = (String) cursor;
            thread.execute(() -> stored = (String) cursor);
        }
    }
}
