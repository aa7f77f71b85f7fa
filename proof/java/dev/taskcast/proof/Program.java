package dev.taskcast.proof;

import dev.taskcast.harness.ClientPrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A device that is a process of one of our clients. The process prints a line for each event and each snapshot. */
final class Program implements AutoCloseable {
    private static final String EVENT = "event ";

    private final Account account;
    private final Process process;
    private volatile boolean begun;

    /** Starts {@code command} with {@code environment} in addition to the environment of this process. */
    Program(List<String> command, Map<String, String> environment, Account account) throws IOException {
        this.account = account;
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "WS",
                        Path.of("target/client-tests/node_modules")
                                .toAbsolutePath()
                                .toString());
        process = builder.start();
        Thread reader = new Thread(this::listen, "program");
        reader.setDaemon(true);
        reader.start();
    }

    /** The commands of our clients by language. A language that this machine lacks is left out. */
    static Map<String, List<String>> commands() {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("java", ClientPrograms.java());
        if (runs("/usr/bin/python3", "-c", "import websockets")) {
            commands.put("python", List.of("/usr/bin/python3", "clients/python/conformance.py"));
        }
        if (runs("node", "-e", "require('./target/client-tests/node_modules/ws')")) {
            commands.put("node", List.of("node", "clients/js/conformance.js"));
        }
        return commands;
    }

    /** Whether its application has loaded its first snapshot. */
    boolean hasBegun() {
        return begun;
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(this::heard);
        } catch (IOException gone) {
            // The process has ended.
        }
    }

    private void heard(String line) {
        if (line.startsWith(EVENT)) {
            account.event(line.substring(EVENT.length()));
        } else if (!line.equals("snapshot")) {
            account.object(line);
        } else if (begun) {
            account.reset(Pardon.UNTOLD);
        } else {
            begun = true;
        }
    }

    private static boolean runs(String... command) {
        try {
            Process asked = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return asked.waitFor(20, TimeUnit.SECONDS) && asked.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
