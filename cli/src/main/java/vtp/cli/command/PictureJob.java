package vtp.cli.command;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Mixin;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.file.InputFile;
import vtp.cli.file.Provenance;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.PictureInputs;
import vtp.cli.option.PreparationOptions;
import vtp.cli.option.PreparationOptions.Plan;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

/** What commands share that run a model on pictures: their last options, and how they begin. */
final class PictureJob {
    @Mixin
    private final PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    /** The console, after a look at options that contradict each other whatever the model. */
    Console console(Terminal terminal) {
        preparation.check();
        return common.console(terminal);
    }

    /** Whether it was said how pictures are prepared. */
    boolean preparationGiven() {
        return preparation.given();
    }

    ModelOptions model() {
        return model;
    }

    /**
     * Lists the pictures and finds the model.
     *
     * @param usual how pictures are prepared where nothing else is asked for
     */
    Begun begin(PictureInputs pictures, Console console, Preparation usual) throws IOException {
        List<InputFile> inputs = pictures.list(console);
        ModelSource files = model.find(console);
        return new Begun(pictures, console, model, inputs, files, preparation.plan(files.config(), usual));
    }

    /** A job whose pictures and model are known. */
    record Begun(
            PictureInputs pictures,
            Console console,
            ModelOptions model,
            List<InputFile> inputs,
            ModelSource files,
            Plan plan) {
        /** Says what pictures of many tokens will cost. */
        void announce(LargePictures.Work work) {
            LargePictures.announce(plan, files.config(), model, work, console);
        }

        /** What results say of the model and the pictures. */
        Provenance provenance() throws IOException {
            return plan.addTo(model.provenance(files), pictures.orientation());
        }

        /** What is done with each picture; those at fault are reported. */
        void each(Console.Action<InputFile> action) throws IOException {
            console.each(inputs, "pictures", InputFile::name, action);
        }

        /** A picture, read and prepared. */
        Rgb picture(InputFile input) throws IOException {
            return plan.apply(pictures.read(input, console.terminal()));
        }

        /** The same for the model. */
        Pixels pixels(InputFile input) throws IOException {
            return Pixels.normalise(picture(input));
        }
    }
}
