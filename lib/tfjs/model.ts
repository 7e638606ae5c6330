/** What is needed of a `tf.Tensor`. */
export interface TensorFlowArray {
  /** Lengths of its dimensions. */
  readonly shape: readonly number[];
  /** Its numbers, row-major. */
  dataSync(): ArrayLike<number>;
  /** Frees them. */
  dispose(): void;
}

/** What is needed of a `tf.layers.Layer`. */
export interface TensorFlowLayer {
  /** Its name in its model. */
  readonly name: string;
  /** Where it stands in graphs of layers. */
  readonly inboundNodes: readonly { readonly inboundLayers: readonly unknown[] }[];
  /** Its kind, such as `Dense`. */
  getClassName(): string;
  /** The options that it was made with. */
  getConfig(): Readonly<Record<string, unknown>>;
  /** Its weights; a `Dense` has a kernel `[in, out]` and perhaps a bias `[out]`. */
  getWeights(): readonly TensorFlowArray[];
}

/** What is needed of a `tf.LayersModel` or `tf.Sequential`, of any version and from any bundle. */
export interface TensorFlowModel {
  /** Its layers, in order. */
  readonly layers: readonly TensorFlowLayer[];
  /** Its kind: `Sequential`, or that of a graph of layers. */
  getClassName(): string;
}

/** A layer made by `tf.layers`. */
export interface TensorFlowTarget {
  /** Overwrites its weights. */
  setWeights(weights: readonly TensorFlowArray[]): void;
}

/** What is needed of a `tf.Sequential` that is being built. */
export interface TensorFlowSequential {
  /** Puts a layer at its end. */
  add(layer: TensorFlowTarget): void;
}

/** Makes a layer; what its options have to be differs from version to version. */
export type MakeTarget = (options: never) => TensorFlowTarget;

/** What is needed of `tf.layers` for layers on signals. */
export interface SpatialTargets {
  /** Convolution along a line. */
  readonly conv1d: MakeTarget;
  /** Convolution of images. */
  readonly conv2d: MakeTarget;
  /** Convolution of volumes. */
  readonly conv3d: MakeTarget;
  /** Convolution of each channel of images by itself. */
  readonly depthwiseConv2d: MakeTarget;
  /** Maxima along a line. */
  readonly maxPooling1d: MakeTarget;
  /** Maxima of images. */
  readonly maxPooling2d: MakeTarget;
  /** Maxima of volumes. */
  readonly maxPooling3d: MakeTarget;
  /** Means along a line. */
  readonly averagePooling1d: MakeTarget;
  /** Means of images. */
  readonly averagePooling2d: MakeTarget;
  /** Means of volumes. */
  readonly averagePooling3d: MakeTarget;
  /** The mean over a line. */
  readonly globalAveragePooling1d: MakeTarget;
  /** The mean over an image. */
  readonly globalAveragePooling2d: MakeTarget;
  /** Zeros around images. */
  readonly zeroPadding2d: MakeTarget;
  /** Larger images. */
  readonly upSampling2d: MakeTarget;
  /** Dropout of channels along a line. */
  readonly spatialDropout1d: MakeTarget;
  /** Batch normalisation. */
  readonly batchNormalization: MakeTarget;
}

/** What is needed of `tf`: an import of `@tensorflow/tfjs`, or of its core and layers together. */
export interface TensorFlowModule<Model> {
  /** Makes a model without layers. */
  sequential(): Model;
  /** Makes a tensor. */
  tensor(numbers: Float32Array, shape: number[]): TensorFlowArray;
  /** Makes layers. */
  readonly layers: SpatialTargets & {
    /** A fully connected layer. */
    dense(options: {
      readonly units: number;
      readonly useBias: boolean;
      readonly inputShape?: number[];
    }): TensorFlowTarget;
    /** An elementwise function, or softmax, by name. */
    activation(options: {
      readonly activation: never;
      readonly inputShape?: number[];
    }): TensorFlowTarget;
    /** ReLU with a slope below zero. */
    leakyReLU(options: {
      readonly alpha: number;
      readonly inputShape?: number[];
    }): TensorFlowTarget;
    /** All features in one dimension. */
    flatten(options: { readonly inputShape?: number[] }): TensorFlowTarget;
    /** Dropout. */
    dropout(options: { readonly rate: number; readonly inputShape?: number[] }): TensorFlowTarget;
  };
}
