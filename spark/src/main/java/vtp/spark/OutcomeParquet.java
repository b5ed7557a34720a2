package vtp.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Outcome;
import vtp.datasets.ShardTensor;

/** Writes outcomes to a Parquet file, a row each; the same outcomes give the same bytes. */
final class OutcomeParquet extends ParquetWriter.Builder<Outcome, OutcomeParquet> {
    private final List<ShardTensor> tensors;
    private final String modelSum;

    private OutcomeParquet(OutputFile file, List<ShardTensor> tensors, String modelSum) {
        super(file);
        this.tensors = tensors;
        this.modelSum = modelSum;
    }

    /**
     * Writes a file of this machine.
     *
     * @param modelSum what the last column says
     */
    static void write(Path file, List<ShardTensor> tensors, String modelSum, PartFile.Source outcomes)
            throws IOException, InterruptedException {
        OutcomeParquet builder = new OutcomeParquet(new LocalOutputFile(file), tensors, modelSum)
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withDictionaryEncoding(false);
        try (ParquetWriter<Outcome> writer = builder.build()) {
            for (Outcome outcome = outcomes.next(); outcome != null; outcome = outcomes.next()) {
                writer.write(outcome);
            }
        }
    }

    @Override
    protected OutcomeParquet self() {
        return this;
    }

    @Override
    @SuppressWarnings("deprecation") // and abstract
    protected WriteSupport<Outcome> getWriteSupport(Configuration configuration) {
        return new Rows(tensors, modelSum);
    }

    private static final class Rows extends WriteSupport<Outcome> {
        private final List<ShardTensor> tensors;
        private final MessageType schema;
        private final String modelSum;
        private @Nullable RecordConsumer consumer;

        Rows(List<ShardTensor> tensors, String modelSum) {
            this.tensors = tensors;
            this.schema = OutcomeSchema.parquet(tensors);
            this.modelSum = modelSum;
        }

        @Override
        @SuppressWarnings("deprecation") // and abstract
        public WriteContext init(Configuration configuration) {
            return new WriteContext(schema, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer into) {
            consumer = into;
        }

        @Override
        public void write(Outcome outcome) {
            RecordConsumer to = Objects.requireNonNull(consumer);
            to.startMessage();
            text(to, OutcomeSchema.PATH, outcome.item().name());
            int label = schema.getFieldIndex(OutcomeSchema.LABEL);
            to.startField(OutcomeSchema.LABEL, label);
            to.addLong(outcome.item().label());
            to.endField(OutcomeSchema.LABEL, label);
            List<float[]> rows = outcome.rows();
            if (rows != null) {
                for (int t = 0; t < rows.size(); t++) {
                    list(to, OutcomeSchema.column(tensors.get(t)), rows.get(t));
                }
            } else {
                text(to, OutcomeSchema.ERROR, String.valueOf(outcome.fault()));
            }
            text(to, OutcomeSchema.MODEL, modelSum);
            to.endMessage();
        }

        private void text(RecordConsumer to, String column, String value) {
            int index = schema.getFieldIndex(column);
            to.startField(column, index);
            to.addBinary(Binary.fromString(value));
            to.endField(column, index);
        }

        private void list(RecordConsumer to, String column, float[] values) {
            int index = schema.getFieldIndex(column);
            to.startField(column, index);
            to.startGroup();
            to.startField("list", 0);
            for (float value : values) {
                to.startGroup();
                to.startField("element", 0);
                to.addFloat(value);
                to.endField("element", 0);
                to.endGroup();
            }
            to.endField("list", 0);
            to.endGroup();
            to.endField(column, index);
        }
    }
}
