package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.ClientFrameParser;
import dev.taskcast.wire.FrameType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No frame type is missing in PROTOCOL.md, asyncapi.yaml, the golden frames, their test, or the client. */
class FrameTypesTest {
    private static final Document PROTOCOL = Document.of("PROTOCOL.md");
    private static final Document API = Document.of("asyncapi.yaml");
    private static final String GOLDEN = "src/test/resources/wire";

    @Test
    void theTableOfTheProtocolHasTheFramesOfTheServerInTheirOrder() {
        assertThat(PROTOCOL.section("From the gateway").column(0)).isEqualTo(words());
    }

    @ParameterizedTest
    @EnumSource
    void theProtocolShowsAnExample(FrameType type) {
        assertThat(PROTOCOL.section("From the gateway").text()).contains("\n{\"type\":\"" + type.word() + "\"");
    }

    @ParameterizedTest
    @EnumSource
    void toolsKnowItsMessageItsSchemaAndWhoSendsIt(FrameType type) {
        assertThat(operation("sendToDevice")).contains(message(type.word()));
        isDescribed(type.word());
    }

    @Test
    void toolsKnowNoOtherMessageOfTheServer() {
        assertThat(operation("sendToDevice"))
                .containsExactlyElementsOf(
                        words().stream().map(FrameTypesTest::message).toList());
    }

    @ParameterizedTest
    @EnumSource
    void itHasAGoldenFrame(FrameType type) {
        assertThat(Document.under(GOLDEN, "/" + type.word() + ".json"))
                .as("%s/%s.json", GOLDEN, type.word())
                .hasSize(1);
    }

    @Test
    void everyGoldenFrameIsNamedAfterItsTypeAndMadeByTheTestOfTheServersFrames() {
        Document test = Document.of("src/test/java/dev/taskcast/wire/ServerFramesTest.java");
        List<String> made = test.found("assertGolden\\(\\s*\"([\\w-]+)\"");
        List<String> golden = Document.under(GOLDEN, ".json").stream()
                .map(file -> file.path().getFileName().toString().replace(".json", ""))
                .toList();
        assertThat(made).containsExactlyInAnyOrderElementsOf(golden);
        for (String name : golden) {
            String text = Document.of(GOLDEN + "/" + name + ".json").text();
            assertThat(GoldenFrame.type(text.strip())).isEqualTo(name.replaceFirst("-.*", ""));
            assertThat(words()).contains(name.replaceFirst("-.*", ""));
        }
    }

    /** The types of the client's frames name it. The client would take any other word for one of a newer server. */
    @ParameterizedTest
    @EnumSource
    void theClientKnowsIt(FrameType type) {
        List<String> types = Document.of("src/main/webapp/client/frames.js").found("\\{ type: ('[^,}]*'),? ");
        assertThat(types).anyMatch(each -> each.contains("'" + type.word() + "'"));
    }

    @Test
    void theFramesOfClientsAreInTheProtocolAndForTools() {
        assertThat(PROTOCOL.section("From the client").column(0)).isEqualTo(clientsWords());
        assertThat(operation("receiveFromDevice"))
                .containsExactlyElementsOf(
                        clientsWords().stream().map(FrameTypesTest::message).toList());
        clientsWords().forEach(FrameTypesTest::isDescribed);
    }

    @Test
    void everyFrameOfAClientIsShownAsTheServerReadsIt() {
        ClientFrameParser parser = new ClientFrameParser(16);
        List<String> shown = PROTOCOL.section("From the client").found("(?m)^(\\{\"type\".*)$").stream()
                .map(example -> word(parser.read(example).getClass()))
                .distinct()
                .toList();
        assertThat(shown).isEqualTo(clientsWords());
    }

    private static List<String> words() {
        return Arrays.stream(FrameType.values()).map(FrameType::word).toList();
    }

    private static List<String> clientsWords() {
        return Arrays.stream(ClientFrame.class.getPermittedSubclasses())
                .filter(type -> type != ClientFrame.Invalid.class)
                .map(FrameTypesTest::word)
                .toList();
    }

    private static String word(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** The name of a frame's message in asyncapi.yaml: {@code task_update} is {@code taskUpdate}. */
    private static String message(String word) {
        return Pattern.compile("_(\\w)").matcher(word).replaceAll(match -> match.group(1)
                .toUpperCase(Locale.ROOT));
    }

    private static List<String> operation(String name) {
        String messages = API.found("(?s)\n  " + name + ":.*?\n    messages:\n((?:      - [^\n]*\n)+)")
                .get(0);
        return new Document(API.path(), messages).found("#/channels/devices/messages/(\\w+)'");
    }

    private static void isDescribed(String word) {
        String message = message(word);
        String schema = message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1) + "Frame";
        assertThat(API.text())
                .contains("\n      " + message + ": { $ref: '#/components/messages/" + message + "' }\n")
                .contains("\n      payload: { $ref: '#/components/schemas/" + schema + "' }\n")
                .contains("\n    " + schema + ":\n")
                .contains("\n        type: { const: " + word + " }\n");
    }
}
