package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Audience;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Resume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * What holds for all windows. A reader that begins after any cursor gets exactly the events that the cursor does not
 * cover, or it is told of a gap.
 */
class WindowPropertiesTest {
    private static final int PARTITIONS = 2;
    private static final long PLENTY = 64 << 20;
    /** Room for about a hundred events. */
    private static final long SMALL = 30_000;

    /** What happens to a log: an event of a user or of everyone in a partition, or time that passes. */
    private enum Step {
        OF_ADA_IN_0,
        OF_ADA_IN_1,
        OF_BOB,
        OF_EVERYONE,
        MINUTE;

        boolean isForAda() {
            return this == OF_ADA_IN_0 || this == OF_ADA_IN_1 || this == OF_EVERYONE;
        }

        int partition() {
            return this == OF_ADA_IN_1 ? 1 : 0;
        }

        Audience audience() {
            return this == OF_EVERYONE
                    ? new Audience.Everyone()
                    : new Audience.Users(List.of(this == OF_BOB ? "bob" : "ada"));
        }
    }

    /** A log, ada's events in it, and the cursor after each step with the number of ada's events until then. */
    private static final class Run {
        final Replicas replicas = new Replicas(PARTITIONS);
        final TaskLog log;
        final List<Integer> ofAda = new ArrayList<>();
        final List<Place> places = new ArrayList<>();

        Run(long bytes) {
            log = replicas.start(bytes);
            place();
        }

        void take(Step step) {
            if (step == Step.MINUTE) {
                replicas.pass(Duration.ofMinutes(1));
                log.evict();
            } else {
                int number = replicas.write(step.partition(), step.audience());
                replicas.read(log, step.partition());
                if (step.isForAda()) {
                    ofAda.add(number);
                }
            }
            place();
        }

        private void place() {
            places.add(new Place(log.cursor().orElseThrow().encode(), ofAda.size()));
        }
    }

    private record Place(String cursor, int seen) {}

    @Property(tries = 200)
    void aReaderGetsExactlyWhatFollowsItsCursor(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 10_000) int where) {
        Run run = new Run(PLENTY);
        steps.stream().filter(step -> step != Step.MINUTE).forEach(run::take);
        Place place = run.places.get(where % run.places.size());
        LogReader reader = run.log.subscribe("ada", Replicas::nobody);
        Beginning beginning = begin(reader, place);
        assertThat(beginning.resume()).isEqualTo(Resume.RESUMED);
        assertThat(received(reader)).isEqualTo(run.ofAda.subList(place.seen(), run.ofAda.size()));
    }

    @Property(tries = 200)
    void aSmallWindowGivesAllEventsOrAReset(
            @ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 10_000) int where) {
        Run run = new Run(SMALL);
        for (Step step : steps) {
            run.take(step);
            assertThat(run.log.statistics().bytes()).isLessThanOrEqualTo(SMALL);
        }
        Place place = run.places.get(where % run.places.size());
        LogReader reader = run.log.subscribe("ada", Replicas::nobody);
        Beginning beginning = begin(reader, place);
        List<Integer> missing = run.ofAda.subList(place.seen(), run.ofAda.size());
        assertThat(received(reader)).isEqualTo(beginning.resume() == Resume.RESUMED ? missing : List.of());
    }

    @Property(tries = 200)
    void aReaderThatLagsSeesEachEventOnceOrAReset(@ForAll("steps") List<Step> steps, @ForAll("steps") List<Step> more) {
        Run run = new Run(SMALL);
        LogReader reader = run.log.subscribe("ada", Replicas::nobody);
        begin(reader, run.places.get(0));
        steps.forEach(run::take);
        List<String> frames = new ArrayList<>(Replicas.drain(reader));
        more.forEach(run::take);
        frames.addAll(Replicas.drain(reader));
        List<Integer> numbers = Replicas.numbers(frames);
        boolean reset = frames.stream().anyMatch(frame -> frame.contains("\"reset\""));
        Set<Integer> once = new HashSet<>(numbers);
        assertThat(once).hasSameSizeAs(numbers);
        assertThat(run.ofAda.stream().filter(once::contains)).containsExactlyElementsOf(numbers);
        assertThat(reset || numbers.equals(run.ofAda))
                .as("nothing is missing without a reset")
                .isTrue();
    }

    private static Beginning begin(LogReader reader, Place place) {
        Optional<Beginning> beginning = reader.beginAfter(Replicas.cursor(place.cursor()), Replicas::nobody);
        return beginning.orElseThrow();
    }

    private static List<Integer> received(LogReader reader) {
        return Replicas.numbers(Replicas.drain(reader));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(Step.class).list().ofMaxSize(400);
    }
}
