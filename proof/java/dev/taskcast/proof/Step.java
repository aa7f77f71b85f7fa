package dev.taskcast.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/** One step of a run. Its faults begin and end at their times. Then all devices catch up. */
final class Step {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final World world;
    private final List<Strike> strikes;
    private final Delays delays;
    private final List<Pardon> pardons = new CopyOnWriteArrayList<>();

    Step(World world, List<Strike> strikes) {
        this.world = world;
        this.strikes = strikes;
        this.delays = new Delays(world.oracle());
    }

    /**
     * Runs the step. After the faults, devices have {@code patience} to catch up, and gateways have it to get ready.
     */
    Outcome run(Duration patience) throws InterruptedException, ExecutionException {
        Oracle oracle = world.oracle();
        long events = oracle.ledger().total();
        long deliveries = oracle.delivered();
        long wrong = oracle.wrong();
        CompletableFuture<Void> faults = CompletableFuture.allOf(strikes.stream()
                .map(one -> CompletableFuture.runAsync(
                        () -> strike(one), task -> thread(task).start()))
                .toArray(CompletableFuture[]::new));
        while (!faults.isDone()) {
            pause();
        }
        faults.get();
        Map<String, Integer> sent = oracle.ledger().sent();
        long over = System.nanoTime();
        while (oracle.behind(sent) > 0 && System.nanoTime() - over < patience.toNanos()) {
            pause();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - over);
        List<String> late = new ArrayList<>(oracle.late(sent));
        late.addAll(world.awaitReady(patience));
        Optional<Duration> recovery = late.isEmpty() ? Optional.of(took) : Optional.empty();
        pardons.forEach(Pardon::close);
        world.check();
        return new Outcome(
                strikes,
                recovery,
                delays.worst(),
                oracle.ledger().total() - events,
                oracle.delivered() - deliveries,
                oracle.wrong() - wrong,
                late);
    }

    /**
     * Injects a fault. Each strike has its own thread, because a gateway may wait for brokers that the other strike has
     * killed.
     */
    private void strike(Strike strike) {
        long begin = System.nanoTime();
        try {
            parkUntil(begin + strike.delay().toNanos());
            pardons.add(world.oracle().pardon(strike.fault().reasons(), device -> true));
            Ending ending = new Injector(world).begin(strike);
            parkUntil(begin + strike.end().toNanos());
            ending.end();
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("The fault could not be injected: " + strike, failed);
        }
    }

    private static void parkUntil(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void pause() {
        delays.look();
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "faults");
        thread.setDaemon(true);
        return thread;
    }
}
