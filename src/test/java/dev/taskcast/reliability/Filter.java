package dev.taskcast.reliability;

import java.util.List;

/**
 * The channels that a device takes. A device with several channels can change its filter during a session: to the first
 * channel alone, and back to all of them.
 *
 * <p>Guarded by the monitor of its device.
 */
final class Filter {
    private final List<String> all;
    private final Observer observer;
    private List<String> wanted;
    private List<String> held;
    private boolean waits;
    private boolean widened;

    /** The filter of a device that takes {@code channels}, or everything if there is no channel. */
    Filter(List<String> channels, Observer observer) {
        this.all = channels;
        this.observer = observer;
        this.wanted = channels;
        this.held = channels;
    }

    /** The channels that the next link asks for; empty if it asks for everything. */
    List<String> wanted() {
        return wanted;
    }

    /** Whether the device can now ask for another filter. */
    boolean canChange() {
        return all.size() > 1 && !waits && !widened;
    }

    /** Changes the wanted filter, and returns its channels. */
    List<String> change() {
        waits = true;
        wanted = wanted.size() > 1 ? all.subList(0, 1) : all;
        return wanted;
    }

    /** Forgets what it waits for on the old link. */
    void connecting() {
        waits = false;
        widened = false;
    }

    /** Handles the welcome of a link that asked for {@link #wanted}. */
    void welcomed() {
        changes();
    }

    /** Handles the answer {@code narrowed}. */
    void narrowed() {
        if (!waits) {
            observer.protocol("narrowed without a request");
        }
        widened = changes();
    }

    /** Whether {@code frame} is the reset that follows a wider filter. It reports a frame that comes in its place. */
    boolean isWidening(Frame frame) {
        boolean expected = widened;
        widened = false;
        boolean came = frame.type().equals("reset") && "widened".equals(frame.reason());
        if (expected && !came) {
            observer.protocol(frame.type() + " in place of the reset after a wider filter");
        }
        return expected && came;
    }

    /** Makes the wanted filter the one that holds. If it is wider than the one before, the device reloads. */
    private boolean changes() {
        waits = false;
        boolean wider = !held.containsAll(wanted);
        if (!held.equals(wanted)) {
            held = wanted;
            observer.filter(held);
        }
        if (wider) {
            observer.reloads();
        }
        return wider;
    }
}
