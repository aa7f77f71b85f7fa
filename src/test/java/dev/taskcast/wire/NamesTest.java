package dev.taskcast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final int MAX = 9;

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "_", "-", "a.z", "A-Z.0_9.x", "nine.char"})
    void aDottedNameHasLettersDigitsAndTwoSigns(String name) {
        assertThat(Names.isDotted(name, MAX)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "`", "{", "@", "[", "/", ":", "\u00e4", "a b", "ten.charss"})
    void aMalformedTextIsNotADottedName(String text) {
        assertThat(Names.isDotted(text, MAX)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"board/2.1", "~", "!"})
    void theNameOfAProgramIsPrintable(String name) {
        assertThat(Names.isProgram(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u007f", "\u0080", "\u00e4", "a\n"})
    void otherTextNamesNoProgram(String text) {
        assertThat(Names.isProgram(text)).isFalse();
    }
}
