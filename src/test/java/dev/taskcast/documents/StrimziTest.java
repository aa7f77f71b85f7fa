package dev.taskcast.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strimzi's own classes read the files of deploy/strimzi. Strimzi makes its definitions from these classes. */
class StrimziTest {
    private static final String MODEL = "io.strimzi.api.kafka.model.";
    /** The field with Kafka's settings of a topic, in which Strimzi accepts any name. */
    private static final String FREE = "config";

    private final JsonMapper strict =
            JsonMapper.builder().annotationIntrospector(new Strict()).build();

    @ParameterizedTest
    @CsvSource({"topic.yaml, KafkaTopic, topic.KafkaTopicSpec", "user.yaml, KafkaUser, user.KafkaUserSpec"})
    void everyFieldIsOneThatStrimziKnows(String file, String kind, String type) throws Exception {
        JsonNode resource = read(file);
        assertThat(resource.get("apiVersion").asText()).isEqualTo("kafka.strimzi.io/v1");
        assertThat(resource.get("kind").asText()).isEqualTo(kind);
        JsonNode spec = resource.get("spec");
        assertThat(parsed(spec, type)).isNotNull();
        List<ObjectNode> places = new ArrayList<>();
        collect(spec, places);
        assertThat(places).hasSizeGreaterThan(0);
        for (ObjectNode place : places) {
            place.put("nobodyKnows", true);
            assertThatThrownBy(() -> parsed(spec, type))
                    .as("%s", place)
                    .isInstanceOf(UnrecognizedPropertyException.class);
            place.remove("nobodyKnows");
        }
    }

    @Test
    void aValueThatStrimziDoesNotTakeIsRefused() throws IOException {
        JsonNode user = read("user.yaml").get("spec");
        ((ObjectNode) user.at("/authorization/acls/0/resource")).put("type", "topics");
        assertThatThrownBy(() -> parsed(user, "user.KafkaUserSpec")).isInstanceOf(JsonMappingException.class);
        JsonNode topic = read("topic.yaml").get("spec");
        ((ObjectNode) topic).put("partitions", "many");
        assertThatThrownBy(() -> parsed(topic, "topic.KafkaTopicSpec")).isInstanceOf(JsonMappingException.class);
    }

    private Object parsed(JsonNode spec, String type) throws JsonProcessingException, ClassNotFoundException {
        return strict.treeToValue(spec, Class.forName(MODEL + type));
    }

    private static JsonNode read(String file) throws IOException {
        return new YAMLMapper().readTree(Path.of("deploy/strimzi", file).toFile());
    }

    private static void collect(JsonNode node, List<ObjectNode> places) {
        if (node instanceof ObjectNode place) {
            places.add(place);
            for (Iterator<String> names = place.fieldNames(); names.hasNext(); ) {
                String name = names.next();
                if (!name.equals(FREE)) {
                    collect(place.get(name), places);
                }
            }
        } else {
            node.forEach(each -> collect(each, places));
        }
    }

    /** Strimzi's classes keep a field that they do not know. Here, such a field is a mistake. */
    private static final class Strict extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }
}
