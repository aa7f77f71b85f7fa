package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.taskcast.harness.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The recipes of docs/publishing.md, run unchanged except for addresses and the user: all end in the same frame.
 *
 * <p>A recipe whose tool is missing is skipped with a hint what to install; if {@code CI} is set, it fails.
 */
class RecipesIT extends EdgeScenario {
    private static final Path FOLDER = Path.of("target/recipes").toAbsolutePath();
    private static final String TASK = "{\"id\":7}";

    @Test
    void curl() throws Exception {
        needs("curl", "command -v curl");
        Device device = devices.of(ada);
        String output = run("bash", recipe("sh", "curl -i", "curl.sh"));
        assertThat(output)
                .contains(" 202 ")
                .containsPattern("\\{\"positions\":\\[\\{\"partition\":\\d,\"offset\":\\d+}]}");
        assertThat(device.nextTask()).isEqualTo("{\"id\":7,\"n\":1.10}");
    }

    @Test
    void kcatInEachOfTheThreeForms() throws Exception {
        needs("kcat", "command -v kcat");
        Device device = devices.of(ada);
        run("bash", recipe("sh", "kcat -P", "kcat.sh"));
        for (int form = 0; form < 3; form++) {
            thenItArrives(device);
        }
    }

    @Test
    void java() throws Exception {
        Device device = devices.of(ada);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        run(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                recipe("java", "KafkaProducer", "Publish.java"));
        thenItArrives(device);
    }

    @Test
    void node() throws Exception {
        needs("Node and npm", "command -v node && command -v npm");
        Device device = devices.of(ada);
        String recipe = recipe("js", "kafkajs", "publish.mjs");
        run("npm", "install", "--prefix", ".", "--no-audit", "--no-fund", "--loglevel=error", "kafkajs@2.2.4");
        run("node", recipe);
        thenItArrives(device);
    }

    @Test
    void python() throws Exception {
        needs("Debian's python3-confluent-kafka", "/usr/bin/python3 -c 'import confluent_kafka'");
        Device device = devices.of(ada);
        run("/usr/bin/python3", recipe("python", "confluent_kafka", "publish.py"));
        thenItArrives(device);
    }

    private static void thenItArrives(Device device) throws Exception {
        Frame frame = device.next("task_update");
        assertThat(frame.string("event")).isEqualTo("task.updated");
        assertThat(frame.task().replace(" ", "")).isEqualTo(TASK);
    }

    /** Writes the document's only block in {@code language} that has {@code word} to a file, and returns its name. */
    private String recipe(String language, String word, String file) throws IOException {
        String document = Files.readString(Path.of("docs/publishing.md"));
        List<String> blocks = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(document)
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(word))
                .toList();
        assertThat(blocks).as("blocks of %s with %s", language, word).hasSize(1);
        String recipe = blocks.get(0)
                .replace("localhost:9092", Gateway.brokers())
                .replace("http://localhost:8005", Gateway.uri("").toString())
                .replaceAll("\\bada\\b", ada);
        assertThat(recipe).contains(ada);
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve(file), recipe);
        return file;
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path output = FOLDER.resolve(Path.of(command[0]).getFileName() + ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("TOKEN", devices.tokens.withRole("backend", "publisher"));
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            fail(List.of(command) + " did not end: " + Files.readString(output));
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }

    private static void needs(String name, String probe) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", probe)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            String message = name + " is not installed, so its recipe cannot run";
            if (System.getenv("CI") != null) {
                fail(message);
            }
            System.err.println("SKIPPED: " + message);
            abort(message);
        }
    }
}
