"""What readers type and papers say otherwise: a table of the field, for the search alone.

On each line stands what a reader may type, and after the colon the words of papers that mean it, or a kind of it.
"""

from __future__ import annotations

_TABLE = """
llm: large language model
large language model: llm
slm: small language model
small language model: slm
lm: language model
vlm: vision language model, lvlm, mllm, multimodal large language model
vision language model: vlm, lvlm, mllm, multimodal llm, large multimodal model
multimodal: vision language, mllm, lvlm, vlm, image text
moe: mixture of experts
mixture of experts: moe
rag: retrieval augmented generation
retrieval augmented generation: rag
rl: reinforcement learning, policy gradient
reinforcement learning: rl, rlhf, ppo
rlhf: human feedback, human preferences
human feedback: rlhf
reward model: reward modeling
preference optimization: dpo, ipo
dpo: direct preference optimization
sft: supervised fine tuning, supervised finetuning
supervised fine-tuning: sft
instruction tuning: instruction following, sft
peft: parameter efficient, lora, adapter tuning
parameter-efficient: peft
lora: low rank adaptation, low rank adapter
low-rank adaptation: lora
soft prompts: prompt tuning
prompt tuning: soft prompt
qat: quantization aware
ptq: post training quantization
int8: 8 bit
int4: 4 bit, 4bit
8-bit: int8, fp8
4-bit: int4, w4a8
1-bit: binary weight, binarized, binarization, binary neural
binary: 1 bit, binarized
low precision: fp8, 8 bit, int8, low bit
mixed precision: fp16, bf16
nas: architecture search, supernet
architecture search: nas, supernet
cnn: convolutional, convnet, resnet
rnn: recurrent, lstm, gru
recurrent: rnn, lstm
gnn: graph neural network, graph convolutional, gcn
graph neural network: gnn, gcn
snn: spiking
gan: generative adversarial
vit: vision transformer
vision transformer: vit
ssm: state space model, mamba, s4
mamba: state space model
nerf: radiance field
asr: speech recognition, transcription
speech recognition: asr, speech to text, transcription
tts: text to speech, speech synthesis
speech synthesis: tts, text to speech
translation: translating, nmt
ner: named entity
named entity recognition: ner
vqa: visual question answering
question answering: qa, vqa
icl: in context learning, in context example
few-shot prompting: in context learning, icl
cot: chain of thought
chain of thought: cot, reasoning chain, thought chain
kv cache: key value cache
ood: out of distribution, distribution shift, covariate shift, domain shift
distribution shift: ood, out of distribution, covariate shift, concept shift
kd: knowledge distillation
distillation: teacher, student
teacher: distillation, distill
sgd: stochastic gradient
gpu: cuda, device memory
multi-gpu: distributed training, data parallel, model parallel, gpus
cluster: distributed, nodes
model parallelism: tensor parallel, pipeline parallel
shard: partition, sharded
partition: shard, sharded
offload: cpu memory, host memory
supercomputer: frontier, hpc
chatbot: dialogue, dialog, conversation, conversational, utterance, chit chat
dialogue: conversation, utterance, chit chat, chatbot
conversation: dialogue, dialog
assistant: chatbot, dialogue
image generation: text to image, image synthesis, diffusion model
image generator: text to image, image synthesis
text-to-image: image generation, image synthesis
stable diffusion: diffusion model, text to image
video generation: video synthesis, animation
4k: high resolution, higher resolution
high resolution: 4k, 4khd, higher resolution
upscaling: super resolution
super-resolution: upscaling
avatar: facial
face: facial, portrait
photo: image
image editing: visual editing
novel view: view synthesis
3d reconstruction: gaussian splatting, radiance field
object detection: detector, detr
pose: keypoint, mesh
tracking: tracker, sot
skewed: imbalanced, long tailed, biased, imbalance
imbalance: long tailed, imbalanced, skewed, unbalanced
debiasing: unbiased, bias
fairness: bias, discrimination
few labels: semi supervised, label scarce, limited annotation
unlabelled: self supervised, unsupervised, unlabeled
unlabeled: self supervised, unsupervised
annotation: labeling
semi-supervised: pseudo label, unlabeled
self-supervised: contrastive, masked
frequency: fourier, spectral
fourier: frequency, spectral
mobile: on device, edge device, smartphone
edge: on device, mobile
memory footprint: memory efficient, memory saving, memory usage
memory-efficient: memory saving, less memory, memory reduction
latency: inference speed, speedup, faster inference
speed up: accelerate, acceleration, speedup
faster: accelerate, speedup
cheap: low cost, affordable, inexpensive
lightweight: compact
tiny: compact
recommender: recommendation
recommendation: recommender
personalisation: personalized
finance: financial, stock, portfolio
trading: portfolio, stock market
medical: clinical, medicine, health, radiology, surgical
clinical: medical, health
radiology: ct, chest
covid: coronavirus, sars cov 2
coronavirus: covid, sars cov 2
biology: protein, cell, rna, genomic
weather: meteorological, tornado, nowcasting, radar
satellite: hyperspectral, remote sensing
remote sensing: hyperspectral, satellite
time series: forecasting, temporal data
forecasting: nowcasting
physics: simulation, pde, mesh
hurt: degrade, decline, harm
restricted: constrained
hallucination: factual, factuality
unlearning: forget, removal
lifelong: continual, incremental
continual: lifelong, incremental
class-incremental: continual
passages: documents, retrieved
documents: passages
dense retrieval: bi encoder, biencoder
bi-encoder: biencoder, dense retriever, dual encoder
reranking: re ranking, rerank
long context: long sequence, long input, context length, longer context
context window: context length, long context
extrapolation: longer sequence, length generalization
sparse attention: efficient attention
codebook: vector quantization, key value code, discrete code
base model: foundation model, pretrained model, pre trained model
backbone: foundation model, pre trained model, pretrained model
linear attention: linearize, linearizing
pruning: sparsity, sparsify
sparsity: pruned, pruning
sparse: pruned
lottery ticket: subnetwork
compression: quantization, pruning
model merging: merging, averaging weights, weight averaging, interpolation, model soup
merging: weight averaging, interpolation
weight averaging: model soup, checkpoint merging, averaged
arithmetic: addition and negation
self-driving: autonomous driving, automated driving
autonomous driving: automated driving, lidar
robot: embodied, robotics, manipulation
embodied: physical world
imitation learning: demonstrations
world model: dynamics model
curriculum: easy to hard, order of examples, meaningful order
data mixture: data mixing, domain weights, domain reweighting, mixture proportions
data mixing: data mixture, domain weights, mixture proportions
proportions: data mixture, data mixing, mixture ratio, mixture proportions
data selection: data filtering, coreset, subset selection, data pruning
data pruning: data selection, coreset
data augmentation: augmented
data quality: filtering, high quality data
synthetic data: generated data, rephrase, augmentation
web data: crawl, web scale
deduplication: duplicates
scaling law: power law, scaling behavior
compute-optimal: scaling law
warmup: warm up, re warm
learning rate: step size, stepsize
step size: learning rate
schedule: decay, annealing
optimizer: adam, adamw, sgd, momentum
second-order: hessian, curvature
zeroth-order: gradient free, without backpropagation, derivative free
gradient-free: zeroth order, backpropagation free
backpropagation-free: equilibrium propagation, forward only
initialization: initialize, init
normalization: layernorm, batch norm, standardization
regularization: weight decay, dropout
generalization: flat minima, wider optima
orthogonal: rotation
hypernetwork: generate weights, weight generation
federated: clients, server
non-iid: heterogeneous data, data heterogeneity
privacy: federated, private
byzantine: failures, robust aggregation
adversarial: attack, perturbation
attack: jailbreak, poisoning
jailbreak: attack, safety
poisoning: attack, backdoor
copyright: watermark, ownership
safety: harmless, harmful, jailbreak
toxicity: cyberbullying, hate, offensive
contamination: leakage, benchmark training, test set
uncertainty: conformal, confidence, calibration
bayesian: posterior, variational, gaussian process
maths: mathematical, math
math: mathematical, maths
code generation: coding, program, code llm
programming: code generation, coding, code llm
tool use: function calling, tool learning
test-time compute: test time scaling, inference compute
test-time training: test time adaptation, test time prompt
self-correction: reflection, critique, refine, self editing
reflection: critique, self correction
llm as a judge: judge, evaluator, self judgment
judge: evaluator, annotator
early exit: dynamic depth, adaptive computation, skip layers, layer skipping
adaptive computation: dynamic inference, early exit
dynamic inference: adaptive computation
token pruning: token merging, token reduction, visual context compression
token merging: token pruning, token reduction
visual tokens: image tokens, token merging
repetition: repetitive, repeating
repeating: repetitive, repetition
summarization: summarize, summary
paraphrase: paraphrasing, rephrase, transformed inputs
controllable: controlled generation
multilingual: cross lingual
low-resource: scarce, few resource
tokenizer: tokenization, vocabulary
masked language modeling: mlm, bert, masked token
next-token prediction: autoregressive, causal language
bert: masked language model, encoder
image captioning: caption
captions: caption
temporal grounding: moment retrieval, video grounding
moment: temporal grounding
segmentation: segment, pixel
registration: alignment of images
person re-identification: reid, re id
music: audio
sound: audio
audio: sound, speech, music
codec: neural compression
denoising: diffusion
speech enhancement: noise suppression, denoising
hardware: accelerator, fpga, asic, dataflow
accelerator: fpga, hardware
energy: power consumption, energy efficient
analog: physical neural, photonic
neuroscience: neural circuit, brain, cortex
brain: neural circuit, neuroscience, cortical
"""

SYNONYMS = {
    typed: tuple(words.split(", ")) for typed, words in (line.split(": ", 1) for line in _TABLE.strip().splitlines())
}
