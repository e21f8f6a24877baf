/** What the made-up applications talk about: a bicycle shop, in English and Chinese. */
export interface Topic {
  readonly language: "en" | "zh";
  readonly question: string;
  readonly answer: string;
  /** The document that holds the answer, and two that do not. */
  readonly documents: readonly [string, string, string];
  readonly followUp: string;
  readonly followUpAnswer: string;
}

export const topics: readonly Topic[] = [
  {
    language: "en",
    question: "How long do I have to return a bicycle?",
    answer: "A bicycle can be returned within 30 days of delivery.",
    documents: [
      "A bicycle can be returned within 30 days of delivery. The refund goes back to the card that paid.",
      "Orders placed before noon leave the warehouse the same day.",
      "The frame has a warranty of ten years, all other parts two years.",
    ],
    followUp: "And when do I get the money back?",
    followUpAnswer: "The refund goes back to the card that paid, usually within five working days.",
  },
  {
    language: "en",
    question: "Is the chain covered by the warranty?",
    answer: "No. Wear of tyres, chain and brake pads is not covered by the warranty.",
    documents: [
      "The frame has a warranty of ten years, all other parts two years. Wear of tyres, chain and brake pads is not covered.",
      "The first service is due after 300 kilometres, then once a year.",
      "Charge the battery between 5 and 30 degrees Celsius.",
    ],
    followUp: "Where do I find the serial number?",
    followUpAnswer: "The serial number stands under the bottom bracket.",
  },
  {
    language: "en",
    question: "What should I do when my bicycle was stolen?",
    // Not what the documents say: the judge should notice.
    answer: "Please wait for two weeks, bicycles often come back by themselves.",
    documents: [
      "Report a stolen bicycle in the app. The motor is then locked and the last known position is shown.",
      "Delivery takes two to four working days.",
      "The first service is due after 300 kilometres, then once a year.",
    ],
    followUp: "Does the insurer need anything?",
    followUpAnswer: "The insurer needs the police report within 72 hours.",
  },
  {
    language: "zh",
    question: "收到货后多久可以退货？",
    answer: "自行车可在收货后30天内退货。",
    documents: [
      "自行车可在收货后30天内退货。退款将退回原付款的银行卡，通常需要五个工作日。",
      "中午之前下单的商品当天出库，配送需要两到四个工作日。",
      "车架保修十年，其他部件保修两年。",
    ],
    followUp: "退款需要几天？",
    followUpAnswer: "退款将退回原付款的银行卡，通常需要五个工作日。",
  },
  {
    language: "zh",
    question: "冬天电池应该怎么存放？",
    answer: "冬季存放时请保持约60%的电量，并放在干燥的房间。",
    documents: [
      "请在5到30摄氏度之间为电池充电，充满需要四个小时。冬季存放时请保持约60%的电量，并放在干燥的房间。",
      "首次保养在行驶300公里之后，此后每年一次。",
      "车辆被盗后请在应用中报失，电机会被锁定。",
    ],
    followUp: "充满电要多久？",
    followUpAnswer: "充满需要四个小时。",
  },
  {
    language: "zh",
    question: "首次保养是什么时候？",
    answer: "首次保养在行驶300公里之后，此后每年一次。",
    documents: [
      "首次保养在行驶300公里之后，此后每年一次，包括刹车、变速、车轮检查以及电机软件更新。",
      "自行车送达时已组装完成，只需安装脚踏板。",
      "轮胎、链条和刹车片的磨损不在保修范围内。",
    ],
    followUp: "保养包括哪些内容？",
    followUpAnswer: "包括刹车、变速、车轮检查以及电机软件更新。",
  },
];

export const people = ["u-anna", "u-ben", "u-chen", "u-deniz", "u-eva", "u-feng"] as const;
