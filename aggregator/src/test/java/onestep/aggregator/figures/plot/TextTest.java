package onestep.aggregator.figures.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  @ParameterizedTest
  @ValueSource(strings = {"d", "k", "L", "f", "x", "η"})
  void shouldSetVariablesOblique(String variable) {
    assertThat(Text.pieces("(" + variable + ")"))
        .containsExactly(
            new Text.Piece("(", Face.UPRIGHT),
            new Text.Piece(variable, Face.OBLIQUE),
            new Text.Piece(")", Face.UPRIGHT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"depth", "(a)", "fixed", "5 % off"})
  void shouldSetWordsUpright(String text) {
    assertThat(Text.pieces(text)).containsExactly(new Text.Piece(text, Face.UPRIGHT));
  }

  @Test
  void shouldBeAsWideAsItsPieces() {
    assertThat(new Text("d = 10", 8).width())
        .isCloseTo(new Text("d", 8).width() + new Text(" = 10", 8).width(), within(1e-9));
    assertThat(new Text("10", 16).width()).isCloseTo(2 * new Text("10", 8).width(), within(0.01));
  }

  @Test
  void shouldHaveEverySignOfTheFigures() {
    String signs = "η‖∇→∞±≤√−×²¹⁰⁴⁵⁶⁷⁸⁹⁻³ψ";

    assertThat(Face.ALL).allSatisfy(face -> assertThat(signs.codePoints()).allMatch(face::has));
  }
}
