package dev.taskcast.kit;

import dev.taskcast.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Judges a client: {@code java … dev.taskcast.kit.Main scenarios.json COMMAND …}. The command starts the client; the
 * address of the gateway is added. It ends with 1 if a scenario failed.
 */
public final class Main {
    private static final int PARALLEL = 12;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            System.err.println("Say the file of scenarios, and the command that starts the client");
            System.exit(2);
        }
        List<String> command = List.of(arguments).subList(1, arguments.length);
        System.exit(judge(Path.of(arguments[0]), command, System.out::println) ? 0 : 1);
    }

    /** Plays every scenario of a file, and says how it went; whether all passed. */
    static boolean judge(Path file, List<String> command, Consumer<String> out)
            throws IOException, InterruptedException {
        Map<String, Object> script = Play.object(Json.parse(Files.readString(file)));
        Queue<Map<String, Object>> waiting = new ConcurrentLinkedQueue<>(Play.objects(script.get("scenarios")));
        int all = waiting.size();
        int failed = 0;
        ExecutorService players = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Callable<Integer>> works = new ArrayList<>();
            for (int i = 0; i < PARALLEL; i++) {
                works.add(() -> failures(script, waiting, command, out));
            }
            for (Future<Integer> done : players.invokeAll(works)) {
                failed += done.get();
            }
        } catch (ExecutionException mistake) {
            throw new IOException(mistake.getCause());
        } finally {
            players.shutdownNow();
        }
        out.accept(all - failed + " of " + all + " scenarios passed");
        return failed == 0;
    }

    private static int failures(
            Map<String, Object> script, Queue<Map<String, Object>> waiting, List<String> command, Consumer<String> out)
            throws IOException {
        int failed = 0;
        for (Map<String, Object> next = waiting.poll(); next != null; next = waiting.poll()) {
            String wrong = Play.play(script, next, command);
            failed += wrong.isEmpty() ? 0 : 1;
            out.accept(wrong.isEmpty() ? "ok     " + next.get("name") : "FAILED " + next.get("name") + ": " + wrong);
        }
        return failed;
    }
}
