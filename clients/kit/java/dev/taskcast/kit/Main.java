package dev.taskcast.kit;

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
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * Judges a client: {@code java … dev.taskcast.kit.Main scenarios.json [--only NAME,…] COMMAND …}. The command starts
 * the client; the address of the gateway is added to it. The exit status is 1 if a scenario failed.
 */
public final class Main {
    private static final int PARALLEL = 12;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = List.of(arguments);
        boolean some = words.size() > 3 && words.get(1).equals("--only");
        List<String> command = words.subList(Math.min(words.size(), some ? 3 : 1), words.size());
        if (command.isEmpty()) {
            System.err.println("Say the file of scenarios, and the command that starts the client");
            System.exit(2);
        }
        List<String> only = some ? List.of(words.get(2).split(",")) : List.of();
        System.exit(judge(Path.of(words.get(0)), only, command, System.out::println) ? 0 : 1);
    }

    /** Plays all scenarios of a file, or only the named ones, and prints the results; returns whether all passed. */
    static boolean judge(Path file, List<String> only, List<String> command, Consumer<String> out)
            throws IOException, InterruptedException {
        Map<String, Object> script = script(file);
        Queue<Map<String, Object>> waiting = new ConcurrentLinkedQueue<>(Play.objects(script.get("scenarios")));
        waiting.removeIf(scenario -> !only.isEmpty() && !only.contains(scenario.get("name")));
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

    private static Map<String, Object> script(Path file) throws IOException {
        try {
            return JsonUtil.parseJson(Files.readString(file));
        } catch (JoseException notJson) {
            throw new IOException(notJson);
        }
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
