package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A seed gives the list of faults, and no step takes away more than a cluster can bear. */
class ScheduleTest {
    private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);
    private static final int STEPS = 500;

    @Test
    void theSameSeedGivesTheSameList() {
        assertThat(steps(7, ALL)).isEqualTo(steps(7, ALL));
    }

    @Test
    void theOrderInWhichFaultsAreNamedDoesNotMatter() {
        Set<Fault> one = new LinkedHashSet<>(List.of(Fault.POISON, Fault.GATEWAY_KILL, Fault.KAFKA_CUT));
        Set<Fault> other = new LinkedHashSet<>(List.of(Fault.KAFKA_CUT, Fault.POISON, Fault.GATEWAY_KILL));
        assertThat(steps(7, one)).isEqualTo(steps(7, other));
    }

    @Test
    void anotherSeedGivesAnotherList() {
        assertThat(steps(7, ALL)).isNotEqualTo(steps(8, ALL));
    }

    /** A repeat of an old report needs this list. A change of the list makes old seeds worthless. */
    @Test
    void theListOfASeedStaysFromVersionToVersion() {
        assertThat(steps(1, Set.of(Fault.GATEWAY_KILL, Fault.KAFKA_CUT)).subList(0, 3))
                .hasToString("[[gateway-kill at gateway 1, after 0 ms, for 4661 ms],"
                        + " [kafka-cut between gateway 1 and broker 2, after 0 ms, for 14086 ms],"
                        + " [gateway-kill at gateway 1, after 0 ms, for 2548 ms,"
                        + " kafka-cut between gateway 0 and broker 0, after 473 ms, for 6870 ms]]");
    }

    @Test
    void eachFaultComesAloneFirst() {
        Set<Fault> alone = new HashSet<>();
        steps(3, ALL).subList(0, ALL.size()).forEach(step -> {
            assertThat(step).hasSize(1);
            alone.add(step.get(0).fault());
        });
        assertThat(alone).isEqualTo(ALL);
    }

    @Test
    void thenPairsComeThatGoOnAtTheSameTime() {
        Set<String> pairs = new HashSet<>();
        for (List<Strike> step : steps(3, ALL).subList(ALL.size(), STEPS)) {
            assertThat(step).hasSize(2);
            pairs.add(step.get(0).fault() + " " + step.get(1).fault());
        }
        assertThat(pairs).hasSizeGreaterThan(30);
    }

    @Test
    void aPairLeavesEnoughGatewaysAndBrokers() {
        for (List<Strike> step : steps(3, ALL).subList(ALL.size(), STEPS)) {
            assertThat(step.stream().filter(strike -> strike.fault().takesGateway()))
                    .hasSizeLessThan(2);
            assertThat(step.stream().filter(strike -> strike.fault().takesBroker()))
                    .hasSizeLessThan(2);
            assertThat(step.stream().map(strike -> strike.fault().place())).doesNotContain(Fault.Place.TOPIC);
        }
    }

    @Test
    void eachGatewayAndEachBrokerIsStruck() {
        Set<Integer> gateways = new HashSet<>();
        Set<Integer> brokers = new HashSet<>();
        steps(3, ALL)
                .forEach(step -> step.forEach(strike -> {
                    gateways.add(strike.gateway());
                    brokers.add(strike.broker());
                }));
        assertThat(gateways).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(brokers).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void aFaultGoesOnNeitherShorterNorLongerThanItSays() {
        steps(3, ALL)
                .forEach(step -> step.forEach(strike -> assertThat(strike.length())
                        .isBetween(strike.fault().least(), strike.fault().most())));
    }

    @Test
    void faultsWithoutAPairEnd() {
        Schedule schedule = new Schedule(1, Set.of(Fault.RETENTION), 3, 3);
        schedule.next();
        assertThat(schedule.hasNext()).isFalse();
    }

    @Test
    void aFaultIsFoundByItsWord() {
        for (Fault fault : Fault.values()) {
            assertThat(Fault.of(fault.word())).isEqualTo(fault);
        }
        assertThatThrownBy(() -> Fault.of("earthquake")).hasMessageContaining("gateway-kill");
    }

    private static List<List<Strike>> steps(long seed, Set<Fault> faults) {
        Schedule schedule = new Schedule(seed, faults, 3, 3);
        List<List<Strike>> steps = new ArrayList<>();
        for (int i = 0; i < STEPS && schedule.hasNext(); i++) {
            steps.add(schedule.next());
        }
        return steps;
    }
}
