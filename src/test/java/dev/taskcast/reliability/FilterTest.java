package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device with several channels reports its filter, and requires the reset that follows a wider one. */
class FilterTest {
    private final List<String> reports = new ArrayList<>();
    private final Filter filter = new Filter(List.of("a", "b"), new Reports());

    @Test
    void aNarrowerFilterIsReportedWhenItIsConfirmed() {
        assertThat(filter.change()).containsExactly("a");
        assertThat(reports).isEmpty();
        filter.narrowed();
        assertThat(reports).containsExactly("filter [a]");
        assertThat(filter.canChange()).isTrue();
    }

    @Test
    void aWiderFilterMakesTheDeviceReload() {
        filter.change();
        filter.narrowed();
        assertThat(filter.change()).containsExactly("a", "b");
        filter.narrowed();
        assertThat(filter.canChange()).isFalse();
        assertThat(filter.isWidening(frame("reset", "widened"))).isTrue();
        assertThat(reports).containsExactly("filter [a]", "filter [a, b]", "reloads");
        assertThat(filter.canChange()).isTrue();
    }

    @Test
    void anotherFrameInPlaceOfThatResetIsReported() {
        filter.change();
        filter.narrowed();
        filter.change();
        filter.narrowed();
        assertThat(filter.isWidening(frame("reset", "gap_in_log"))).isFalse();
        assertThat(reports).endsWith("protocol: reset in place of the reset after a wider filter");
    }

    @Test
    void aResetForAWiderFilterThatIsNotWiderIsNotExpected() {
        filter.change();
        filter.narrowed();
        assertThat(filter.isWidening(frame("reset", "widened"))).isFalse();
    }

    @Test
    void anAnswerWithoutARequestIsReported() {
        filter.narrowed();
        assertThat(reports).containsExactly("protocol: narrowed without a request");
    }

    @Test
    void aNewLinkWithAWiderFilterMakesTheDeviceReload() {
        filter.change();
        filter.narrowed();
        filter.change();
        filter.connecting();
        assertThat(filter.wanted()).containsExactly("a", "b");
        filter.welcomed();
        assertThat(filter.isWidening(frame("heartbeat", null))).isFalse();
        assertThat(reports).containsExactly("filter [a]", "filter [a, b]", "reloads");
    }

    @Test
    void aDeviceWithOneChannelNeverChanges() {
        assertThat(new Filter(List.of("a"), new Reports()).canChange()).isFalse();
        assertThat(new Filter(List.of(), new Reports()).canChange()).isFalse();
    }

    private static Frame frame(String type, String reason) {
        return new Frame(type, null, null, null, null, null, reason, null, null, null);
    }

    private final class Reports implements Observer {
        @Override
        public void filter(List<String> channels) {
            reports.add("filter " + channels);
        }

        @Override
        public void reloads() {
            reports.add("reloads");
        }

        @Override
        public void protocol(String what) {
            reports.add("protocol: " + what);
        }

        @Override
        public void event(String taskId) {}

        @Override
        public void reset(String reason) {}

        @Override
        public void stranger(String what) {}
    }
}
